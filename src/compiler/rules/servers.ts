/** Servers: a first one that can be served, URLs that agree with their variables, and none below the document, where they are not served. */
import { isJsonObject } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Rule, RuleContext } from '../view/rule.ts'
import { serverPathOf } from '../view/servers.ts'
import { methodOf } from '../view/spec-view.ts'

export const checkServers: Rule = (context) => {
  const below = ownersBelow(context)
  return [
    ...checkFirst(context),
    ...[[], ...below].flatMap((owner) => checkVariables(context, owner)),
    ...below.map((owner) => {
      const message = 'These servers are published, but only the first of the document is served'
      return context.diagnostic('CC216', [...owner, 'servers'], message, { part: 'key' })
    }),
  ]
}

/** Path items and operations with servers of their own. */
function ownersBelow({ spec }: RuleContext): readonly Path[] {
  return Object.entries(readObject(spec.document.paths)).flatMap(([path, item]) => {
    const at = ['paths', path]
    const operations = Object.keys(readObject(item)).filter((name) => methodOf(name) !== undefined)
    const owners = [at, ...operations.map((name) => [...at, name])]
    return owners.filter((owner) => readList(readObject(spec.locate(owner)?.value).servers).length > 0)
  })
}

function checkFirst(context: RuleContext): readonly Diagnostic[] {
  const at = ['servers', '0', 'url']
  const url = readText(context.spec.read(at)?.value)
  if (url === undefined) return []
  const meant = absoluteUrl(url)
  if (meant === undefined && serverPathOf(context.spec.document) !== undefined) return []
  const hint = meant === undefined ? undefined : `Did you mean \`${meant}\`?`
  return [context.diagnostic('CC213', at, `\`${url}\` cannot be the URL of the service`, { hint })]
}

/** The URL that was meant, when one says its host and not its scheme, or its scheme with a slash too few. */
function absoluteUrl(url: string): string | undefined {
  const [, scheme, rest] = /^(https?):\/?([^/].*)$/i.exec(url) ?? []
  if (scheme !== undefined && rest !== undefined) return `${scheme.toLowerCase()}://${rest}`
  if (url.startsWith('//')) return `https:${url}`
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i.test(url)) return `http://${url}`
  return /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(:\d+)?(\/|$)/i.test(url) ? `https://${url}` : undefined
}

function checkVariables(context: RuleContext, owner: Path): readonly Diagnostic[] {
  const servers = readList(readObject(context.spec.locate(owner)?.value).servers)
  return servers.flatMap((server, index) =>
    isJsonObject(server) ? checkServer(context, server, [...owner, 'servers', String(index)]) : [],
  )
}

function checkServer(context: RuleContext, server: Parameters<typeof readObject>[0], at: Path): readonly Diagnostic[] {
  const { url, variables } = readObject(server)
  const declared = readObject(variables)
  const used = [...(readText(url) ?? '').matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name)
  const undeclared = [...new Set(used)].filter((name) => !Object.hasOwn(declared, name))
  return [
    ...undeclared.map((name) =>
      context.diagnostic('CC215', [...at, 'url'], `The variable \`${name}\` of the URL is not declared`),
    ),
    ...Object.entries(declared).flatMap(([name, variable]) => {
      const { default: standard, enum: choices } = readObject(variable)
      if (choices === undefined || standard === undefined || readList(choices).includes(standard)) return []
      const message = `\`${readText(standard)}\` is none of the values that \`${name}\` may have`
      return [context.diagnostic('CC215', [...at, 'variables', name, 'default'], message)]
    }),
  ]
}
