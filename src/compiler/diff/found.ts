/** What the comparisons hand to `diff.ts`: a change by its code, with places as paths of the two documents. */
import type { Operation } from '../../contract/operation.ts'
import type { Path } from '../../schema/pointer.ts'
import type { ResolvedSpec } from '../view/resolved-spec.ts'
import type { OperationView, SpecView } from '../view/spec-view.ts'
import type { Inclusion } from './obstacle.ts'
import type { Audience } from './verdict.ts'
import type { ChangeCode } from './verdicts.ts'

export interface Found {
  readonly code: ChangeCode
  readonly message: string
  readonly old?: Path
  readonly new?: Path
  /** Absent: everybody whom the table names for the code. */
  readonly audiences?: readonly Audience[]
}

/** One of the two specs. */
export interface Side {
  readonly spec: ResolvedSpec
  readonly view: SpecView
}

/** One operation in one of the specs. */
export interface OperationSide extends Side {
  readonly operation: Operation
  readonly node: OperationView
}

/** The same operation in both. */
export interface OperationPair {
  readonly old: OperationSide
  readonly new: OperationSide
  readonly inclusions: Inclusions
}

/** The two questions about a schema: does what the old one admits fit the new one, and the other way round; asked of requests and of answers. */
export interface Inclusions {
  readonly request: { readonly forth: Inclusion; readonly back: Inclusion }
  readonly response: { readonly forth: Inclusion; readonly back: Inclusion }
}

/** A comparison of one subject. */
export type Compare = (pair: OperationPair) => readonly Found[]
