/** Paths: well-formed templates, no two for the same requests, none where the framework answers itself. */

import { readObject } from '../../base/read-json.ts'
import { namelessPath } from '../../contract/nameless-path.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { type Rule, type RuleContext, relatedAt } from '../view/rule.ts'
import { jobsPathOf, serverPathOf } from '../view/servers.ts'

export const checkPaths: Rule = (context) => {
  const paths = Object.keys(readObject(context.spec.document.paths)).filter((path) => path.startsWith('/'))
  const firsts = new Map(paths.toReversed().map((path) => [namelessPath(path), path]))
  return [
    ...checkJobsPath(context),
    ...paths.flatMap((path) => {
      const malformed = checkTemplate(context, path)
      if (malformed.length > 0) return malformed
      return [...checkTwin(context, path, firsts.get(namelessPath(path)) ?? path), ...checkReserved(context, path)]
    }),
  ]
}

/** One pair of braces is a whole segment or a part of it, and names are not repeated. */
function checkTemplate(context: RuleContext, path: string): readonly Diagnostic[] {
  const names = [...path.matchAll(/\{([^{}/]+)\}/g)].map(([, name]) => name)
  const rest = path.replaceAll(/\{[^{}/]+\}/g, 'x')
  const report = (why: string): readonly Diagnostic[] => [
    context.diagnostic('CC208', ['paths', path], `\`${path}\` ${why}`, { part: 'key' }),
  ]
  if (/[{}]/.test(rest)) return report('has braces that do not hold a name')
  if (/[?#\s]/.test(rest)) return report('holds more than a path')
  if (rest.includes('//')) return report('has an empty segment')
  if (/\{[^{}]+\}\{/.test(path)) return report('has two parameters that nothing parts')
  return new Set(names).size < names.length ? report('names a parameter twice') : []
}

function checkTwin(context: RuleContext, path: string, twin: string): readonly Diagnostic[] {
  if (twin === path) return []
  const related = relatedAt(context, ['paths', twin], `\`${twin}\` stands here first`, 'key')
  const message = `\`${path}\` matches the same requests as \`${twin}\``
  return [context.diagnostic('CC204', ['paths', path], message, { part: 'key', related })]
}

/** Below the server path. `/problems` and `/docs` hold pages, the jobs path the job resources. */
const reservedTrees = ['/docs', '/problems']
const reservedFiles = ['/openapi.json', '/openapi.yaml']
/** At the listener's root. */
const reservedAtRoot = ['/healthz', '/readyz', '/metrics']

function checkReserved(context: RuleContext, path: string): readonly Diagnostic[] {
  const { document } = context.spec
  const trees = [...reservedTrees, jobsPathOf(document)]
  const isTaken =
    trees.some((tree) => path === tree || path.startsWith(`${tree}/`)) ||
    reservedFiles.includes(path) ||
    reservedAtRoot.includes(`${serverPathOf(document) ?? ''}${path}`)
  if (!isTaken) return []
  return [
    context.diagnostic('CC205', ['paths', path], `\`${path}\` is where the framework answers itself`, { part: 'key' }),
  ]
}

function checkJobsPath(context: RuleContext): readonly Diagnostic[] {
  const jobsPath = jobsPathOf(context.spec.document)
  const isTaken = [...reservedTrees, ...reservedFiles].some(
    (path) => jobsPath === path || jobsPath.startsWith(`${path}/`),
  )
  if (!isTaken) return []
  const message = `\`${jobsPath}\` is where the framework's pages are`
  return [context.diagnostic('CC205', ['x-async-defaults', 'jobsPath'], message)]
}
