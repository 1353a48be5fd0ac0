/** Why values of one schema may not fit another, and what the check of one kind of keyword needs to find that out. */
import type { JsonValue } from '../../base/json.ts'
import type { Path } from '../../schema/pointer.ts'
import type { SchemaNode, SchemaPart } from '../schemas/schema-node.ts'

export interface Obstacle {
  /**
   * `certain`: some value does not fit. `unsure`: cannot be decided. The others are special cases: an enumerated value that the narrower
   * schema lacks, a property that only one of the two names, and a default that differs.
   */
  readonly kind: 'certain' | 'unsure' | 'value' | 'undeclared' | 'closed' | 'default'
  /** The keyword that makes the difference. */
  readonly keyword: string
  /** In words, when the narrower schema is the newer: '`csv` is no longer one of the values'. */
  readonly narrowing: string
  /** In words, when the narrower schema is the older. */
  readonly widening: string
  /** The place of the value in the message: 'groups[].mean', '' for the whole. */
  readonly subject: string
  /** In the document of the wider schema, and of the narrower. */
  readonly wide: Path
  readonly narrow: Path
}

/** Checks one part of the narrower schema. */
export interface PartCheck {
  /** Whose values have to fit. */
  readonly wide: SchemaNode
  /** What they have to fit: a part, and the whole that it belongs to. */
  readonly part: SchemaPart
  readonly narrow: SchemaNode
  /** The types that values of both can have. */
  readonly types: ReadonlySet<string>
  readonly subject: string
  readonly inclusion: Inclusion
}

/** The check before the narrower schema is taken apart. */
export type Here = Omit<PartCheck, 'part' | 'types'>

/** The comparison that is under way. */
export interface Inclusion {
  readonly direction: 'request' | 'response'
  /** Why values of `wide` may not fit `narrow`; empty when all do. */
  readonly fits: (wide: SchemaNode, narrow: SchemaNode, subject: string) => readonly Obstacle[]
  readonly isSamePart: (wide: SchemaPart, narrow: SchemaPart) => boolean
  /** The same comparison with the two documents exchanged. */
  readonly exchanged: () => Inclusion
}

interface Wording {
  readonly narrowing: string
  readonly widening: string
}

/** An obstacle at a keyword of the part. */
export function obstacleAt(check: PartCheck, kind: Obstacle['kind'], keyword: string, words: Wording): Obstacle {
  const { wide, part, subject } = check
  const owner = wide.parts.find(({ value }) => Object.hasOwn(value, keyword))
  return {
    kind,
    keyword,
    ...words,
    subject,
    wide: owner === undefined ? wide.at : [...owner.at, keyword],
    narrow: Object.hasOwn(part.value, keyword) ? [...part.at, keyword] : part.at,
  }
}

/** '`maxLength` is now 64, was 128', and the same the other way round. */
export function changedFrom(keyword: string, wide: JsonValue | undefined, narrow: JsonValue | undefined): Wording {
  const [before, after] = [shown(wide), shown(narrow)]
  return {
    narrowing: `\`${keyword}\` is now ${after}, was ${before}`,
    widening: `\`${keyword}\` is now ${before}, was ${after}`,
  }
}

/** A value as a message shows it. */
export function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'absent'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** The keyword's value in each part that has it. */
export function valuesOf(node: SchemaNode, keyword: string): readonly JsonValue[] {
  return node.parts.flatMap(({ value }) => {
    const own = value[keyword]
    return own === undefined ? [] : [own]
  })
}
