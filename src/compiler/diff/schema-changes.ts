/** Schemas of the two specs, compared with a purpose: what is sent must stay valid, what is answered must stay as promised. */
import { assertNever } from '../../base/assert-never.ts'
import type { Path } from '../../schema/pointer.ts'
import { type SchemaNode, schemaAt } from '../schemas/schema-node.ts'
import type { Found, Inclusions, Side } from './found.ts'
import type { Obstacle } from './obstacle.ts'
import type { Audience } from './verdict.ts'
import type { ChangeCode } from './verdicts.ts'

export interface SchemaPair {
  readonly old: SchemaNode
  readonly new: SchemaNode
  /** What they describe: 'the body', 'query parameter `limit`'. */
  readonly what: string
}

/** The schemas at two places. */
export function schemasAt(
  sides: { readonly old: Pick<Side, 'view'>; readonly new: Pick<Side, 'view'> },
  old: Path,
  next: Path,
): Omit<SchemaPair, 'what'> {
  return { old: schemaAt(sides.old.view, old), new: schemaAt(sides.new.view, next) }
}

/** Changes of what callers send. */
export function compareRequests({ request }: Inclusions, pair: SchemaPair): readonly Found[] {
  const forth = toldOnce(request.forth.fits(pair.old, pair.new, ''))
  const back = request.back.fits(pair.new, pair.old, '')
  const narrowed = forth.map((obstacle) => {
    const code = requestCode(obstacle.kind)
    return toFound(code, pair.what, obstacle, obstacle.narrowing, obstacle.wide, obstacle.narrow)
  })
  const widened = unmatched(back, forth).map((obstacle) => {
    const code = widenedCodes[obstacle.kind] ?? 'request-widened'
    return toFound(code, pair.what, obstacle, obstacle.widening, obstacle.narrow, obstacle.wide)
  })
  return [...narrowed, ...widened]
}

const widenedCodes: Readonly<Partial<Record<Obstacle['kind'], ChangeCode>>> = {
  undeclared: 'request-property-ignored',
  default: 'request-default-changed',
}

function requestCode(kind: Obstacle['kind']): ChangeCode {
  switch (kind) {
    case 'certain':
    case 'value':
    case 'closed':
      return 'request-narrowed'
    case 'unsure':
      return 'request-undecided'
    case 'undeclared':
      return 'request-widened'
    case 'default':
      return 'request-default-changed'
    default:
      return assertNever(kind)
  }
}

/** The codes for one kind of answer. */
export interface AnswerCodes {
  readonly widened: ChangeCode
  readonly valueAdded: ChangeCode
  readonly propertyRemoved: ChangeCode
  readonly propertyAdded: ChangeCode
  readonly undecided: ChangeCode
  readonly narrowed: ChangeCode
  /** Whether what was told before still fits what is told now. */
  readonly narrowedUndecided: ChangeCode
  /** One more property, which may be missing. */
  readonly extended: ChangeCode
}

/** Changes of what callers or receivers are told. */
export function compareAnswers(
  { response }: Inclusions,
  pair: SchemaPair,
  codes: AnswerCodes,
  audiences?: readonly Audience[],
): readonly Found[] {
  const forth = response.forth.fits(pair.old, pair.new, '')
  const back = response.back.fits(pair.new, pair.old, '')
  const widened = toldOnce(back).map((obstacle) => {
    const code = answerCode(obstacle.kind, codes)
    return toFound(code, pair.what, obstacle, obstacle.widening, obstacle.narrow, obstacle.wide)
  })
  const narrowed = unmatched(toldOnce(forth), back).map((obstacle) => {
    const code = narrowedCode(obstacle.kind, codes)
    return toFound(code, pair.what, obstacle, obstacle.narrowing, obstacle.wide, obstacle.narrow)
  })
  return [...widened, ...narrowed].map((found) => ({ ...found, ...(audiences === undefined ? {} : { audiences }) }))
}

function answerCode(kind: Obstacle['kind'], codes: AnswerCodes): ChangeCode {
  switch (kind) {
    case 'certain':
    case 'default':
      return codes.widened
    case 'value':
      return codes.valueAdded
    case 'undeclared':
      return codes.propertyRemoved
    case 'closed':
      return codes.propertyAdded
    case 'unsure':
      return codes.undecided
    default:
      return assertNever(kind)
  }
}

function narrowedCode(kind: Obstacle['kind'], codes: AnswerCodes): ChangeCode {
  if (kind === 'undeclared') return codes.extended
  return kind === 'unsure' ? codes.narrowedUndecided : codes.narrowed
}

/** A property that only one of the two names is told of once, as required where it is. */
function toldOnce(obstacles: readonly Obstacle[]): readonly Obstacle[] {
  const required = new Set(obstacles.filter(({ keyword }) => keyword === 'required').map(({ subject }) => subject))
  return obstacles.filter(({ kind, subject }) => kind !== 'undeclared' || !required.has(subject))
}

/** What the other direction has not told already: a type that is another one is no narrowing and widening in one. */
function unmatched(obstacles: readonly Obstacle[], told: readonly Obstacle[]): readonly Obstacle[] {
  const keyOf = ({ keyword, subject, kind }: Obstacle, value: string): string =>
    JSON.stringify([keyword, subject, kind === 'value' ? value : ''])
  const known = new Set(told.map((obstacle) => keyOf(obstacle, obstacle.widening)))
  return obstacles.filter((obstacle) => !known.has(keyOf(obstacle, obstacle.narrowing)))
}

function toFound(code: ChangeCode, what: string, { subject }: Obstacle, words: string, old: Path, next: Path): Found {
  const name = subject === '' ? what : `\`${subject}\` of ${what}`
  // Words that name a thing of their own, a value or a keyword, are set apart.
  const colon = /^(is|may|now|no longer|takes) /.test(words) ? '' : ':'
  return { code, message: `${name}${colon} ${words}`, old, new: next }
}
