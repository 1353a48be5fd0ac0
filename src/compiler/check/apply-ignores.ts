/**
 * `x-coatcheck-ignore: { CC307: why this is fine }` has warnings ignored of that code at or below the object that carries it.
 * Refuses to ignore errors and what `start` refuses, to do it without a reason, and to keep what ignores nothing.
 */
import { isJsonObject } from '../../base/json.ts'
import { isWithin, type Path } from '../../schema/pointer.ts'
import type { Diagnostic, SuppressedDiagnostic } from '../diagnostics/diagnostic.ts'
import { diagnosticKinds } from '../diagnostics/diagnostic-kinds.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import { ignoreKey } from '../shapes/extension-shapes.ts'
import type { RuleContext } from '../view/rule.ts'
import type { IgnoreBlock } from './find-ignores.ts'

export interface LocatedDiagnostic {
  readonly diagnostic: Diagnostic
  /** In the bundled document; absent for what was found before there was one. */
  readonly at?: Path | undefined
}

export interface Ignored {
  readonly diagnostics: readonly Diagnostic[]
  readonly suppressed: readonly SuppressedDiagnostic[]
}

export interface IgnoreOptions {
  /** Whether every rule has run, so that what ignores nothing can be told. */
  readonly complete: boolean
}

/** The diagnostics that are left and the ones that are ignored, with what is wrong in the blocks themselves. */
export function applyIgnores(
  context: Pick<RuleContext, 'diagnostic'>,
  blocks: readonly IgnoreBlock[],
  found: readonly LocatedDiagnostic[],
  { complete }: IgnoreOptions,
): Ignored {
  const entries = blocks.flatMap((block) => readEntries(context, block))
  const ignores = entries.flatMap((entry) => (entry.kind === 'ignore' ? [entry] : []))
  const judged = found.map((each) => ({ ...each, ignore: ignoreFor(ignores, each) }))
  const used = new Set(judged.map(({ ignore }) => ignore))
  const idle = complete ? ignores.filter((ignore) => !used.has(ignore)) : []
  return {
    diagnostics: [
      ...judged.flatMap(({ diagnostic, ignore }) => (ignore === undefined ? [diagnostic] : [])),
      ...entries.flatMap((entry) => (entry.kind === 'refused' ? [entry.diagnostic] : [])),
      ...idle.map(({ at, code }) =>
        context.diagnostic('CC110', [...at, ignoreKey, code], `There is no ${code} at or below this`, { part: 'key' }),
      ),
    ],
    suppressed: judged.flatMap(({ diagnostic, ignore }) =>
      ignore === undefined ? [] : [{ ...diagnostic, reason: ignore.reason }],
    ),
  }
}

interface Ignore {
  readonly kind: 'ignore'
  readonly at: Path
  readonly code: string
  readonly reason: string
}

type Entry = Ignore | { readonly kind: 'refused'; readonly diagnostic: Diagnostic }

function readEntries({ diagnostic }: Pick<RuleContext, 'diagnostic'>, { at, value }: IgnoreBlock): readonly Entry[] {
  const refused = (...details: Parameters<typeof diagnostic>): Entry => ({
    kind: 'refused',
    diagnostic: diagnostic(...details),
  })
  if (!isJsonObject(value)) return [refused('CC109', [...at, ignoreKey], `\`${ignoreKey}\` maps codes to reasons`)]
  return Object.entries(value).map(([code, reason]): Entry => {
    const here = [...at, ignoreKey, code]
    const kind = Object.hasOwn(kinds, code) ? kinds[code] : undefined
    const hint = didYouMean(code.toUpperCase(), Object.keys(kinds))
    if (kind === undefined) return refused('CC108', here, `There is no diagnostic \`${code}\``, { hint, part: 'key' })
    if (kind.severity === 'error' || kind.refusesStart === true)
      return refused('CC111', here, `${code} cannot be ignored`, { part: 'key' })
    if (typeof reason !== 'string' || reason.trim() === '')
      return refused('CC109', here, `It is not said why ${code} is fine here`)
    return { kind: 'ignore', at, code, reason: reason.trim() }
  })
}

const kinds: Readonly<Record<string, (typeof diagnosticKinds)[keyof typeof diagnosticKinds]>> = diagnosticKinds

/** The innermost that covers it. Codes tell what may be ignored, and no kind has two severities. */
function ignoreFor(ignores: readonly Ignore[], { diagnostic, at }: LocatedDiagnostic): Ignore | undefined {
  if (at === undefined) return undefined
  return ignores.findLast((ignore) => ignore.code === diagnostic.code && isWithin(at, ignore.at))
}
