/** What is said once for the whole API: where it is, where its jobs are, how callers show who they are, and how often they may ask. */
import { readList, readObject, readText } from '../../base/read-json.ts'
import { asyncOperations } from '../../contract/contract.ts'
import { jobSecurity } from '../../contract/job-security.ts'
import type { SecurityScheme } from '../../contract/operation.ts'
import { compareRateLimits } from './compare-rate-limits.ts'
import { credentialOf, formOf } from './credential.ts'
import type { Found, Side } from './found.ts'

export function compareApi(old: Side, next: Side): readonly Found[] {
  const rate = { old: ['x-rate-limit'], new: ['x-rate-limit'] }
  return [
    ...comparePaths(old, next),
    ...compareOtherServers(old, next),
    ...Object.entries(old.spec.contract.securitySchemes).flatMap(([name, scheme]) =>
      compareScheme(old, next, name, scheme),
    ),
    ...compareOwners(old, next),
    ...compareRateLimits(old.spec.contract.rateLimit, next.spec.contract.rateLimit, rate),
  ]
}

function comparePaths({ spec: { contract: was } }: Side, { spec: { contract: is } }: Side): readonly Found[] {
  const server = { old: ['servers', '0', 'url'], new: ['servers', '0', 'url'] }
  const jobs = { old: ['x-async-defaults', 'jobsPath'], new: ['x-async-defaults', 'jobsPath'] }
  const [before, after] = [was.serverUrl, is.serverUrl].map((url) =>
    url === undefined ? undefined : new URL(url).origin,
  )
  return [
    ...(was.serverPath === is.serverPath
      ? []
      : [
          {
            ...server,
            code: 'server-path-moved' as const,
            message: `the API is now below \`${is.serverPath}/\`, was below \`${was.serverPath}/\``,
          },
        ]),
    ...(before === undefined || before === after
      ? []
      : [
          {
            ...server,
            code: 'server-changed' as const,
            message: `the API is now at ${after ?? 'no host that it names'}, was at ${before}`,
          },
        ]),
    ...(was.jobsPath === is.jobsPath || asyncOperations(was).length === 0
      ? []
      : [
          {
            ...jobs,
            code: 'jobs-path-moved' as const,
            message: `jobs are now at \`${is.jobsPath}\`, were at \`${was.jobsPath}\``,
          },
        ]),
  ]
}

/** Callers choose among the servers that are listed; the first is where the API is. */
function compareOtherServers(old: Side, next: Side): readonly Found[] {
  const kept = serversOf(next)
  return serversOf(old).flatMap((url, index): readonly Found[] => {
    if (index === 0 || kept.includes(url)) return []
    const message = `the API is no longer at ${url}`
    return [{ code: 'server-changed', message, old: ['servers', String(index), 'url'], new: ['servers'] }]
  })
}

const serversOf = ({ view }: Side): readonly string[] =>
  readList(view.document.servers).map((server) => readText(readObject(server).url) ?? '/')

/** One that is gone shows at the operations that asked for it. */
function compareScheme(old: Side, next: Side, name: string, was: SecurityScheme): readonly Found[] {
  const is = next.spec.contract.securitySchemes[name]
  if (is === undefined) return []
  const at = ['components', 'securitySchemes', name]
  const places = { old: at, new: at }
  if (formOf(was) !== formOf(is)) {
    return [
      {
        ...places,
        code: 'security-scheme-changed',
        message: `scheme \`${name}\` is now ${formOf(is)}, was ${formOf(was)}`,
      },
    ]
  }
  if (credentialOf(old, name) === credentialOf(next, name)) return []
  return [{ ...places, code: 'credential-source-changed', message: `tokens of scheme \`${name}\` come from elsewhere` }]
}

/** Jobs belong to a kind of scheme and a subject (D14), whatever the scheme is called. */
function compareOwners(old: Side, next: Side): readonly Found[] {
  const lost = [...ownerKinds(old)].filter(([kind]) => !ownerKinds(next).has(kind))
  return lost.map(([kind, name]): Found => {
    const at = ['components', 'securitySchemes', name]
    return {
      code: 'job-owners-changed',
      message: `jobs of callers with ${kind} can no longer be reached`,
      old: at,
      new: at,
    }
  })
}

/** The kinds of the schemes that name the caller, the first of each alternative. */
function ownerKinds({ spec: { contract } }: Side): ReadonlyMap<string, string> {
  const names = jobSecurity(contract).flatMap((alternative) => Object.keys(alternative).slice(0, 1))
  return new Map(
    names.flatMap((name) => {
      const scheme = contract.securitySchemes[name]
      return scheme === undefined ? [] : [[scheme.type === 'http' ? `http ${scheme.scheme}` : scheme.type, name]]
    }),
  )
}
