/** What an operator should know before a service runs: nothing here keeps it from running. */
import type { Config } from '../config/config.ts'
import { unknownVariables } from '../config/resolve-config.ts'
import type { Registry } from '../contract/registry.ts'
import { stubsOf } from './load-registry.ts'
import { securityWarning } from './node-version.ts'

interface Circumstances {
  readonly config: Config
  readonly registry: Registry
  /** Of Node, as `process.versions.node` has it. */
  readonly version: string
  readonly variables: Readonly<Record<string, string | undefined>>
}

/** A sentence for each thing worth a warning. */
export function startWarnings({ config, registry, version, variables }: Circumstances): readonly string[] {
  return [
    securityWarning(version),
    ...unknownVariables(variables).map((sentence) => `${sentence}.`),
    baseWarning(config, registry),
    loopbackWarning(config),
    stubWarning(registry),
  ].filter((sentence) => sentence !== undefined)
}

const allInterfaces: ReadonlySet<string> = new Set(['0.0.0.0', '::', '::0', '[::]'])

/** D15: links made from such a listener's address lead nowhere for anybody else. */
function baseWarning({ host, publicUrl }: Config, { contract }: Registry): string | undefined {
  const known = publicUrl !== undefined || contract.serverUrl !== undefined
  if (known || !allInterfaces.has(host)) return undefined
  return `Listening on all interfaces (${host}) without a public URL: links in answers will not lead here. Set publicUrl or COATCHECK_PUBLIC_URL.`
}

/** R-WEB-1, SS-9. */
function loopbackWarning({ egress }: Config): string | undefined {
  if (!egress.allowLoopback) return undefined
  return 'egress.allowLoopback is on: callbacks may reach services on this machine. Use it for development only.'
}

function stubWarning(registry: Registry): string | undefined {
  const stubs = stubsOf(registry)
  if (stubs.length === 0) return undefined
  return `Handlers that are still generated stubs, whose work fails with not-implemented: ${stubs.join(', ')}.`
}
