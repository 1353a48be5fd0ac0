/** What a spec without errors comes to: all that is published, compared or generated from it. */
import type { JsonObject } from '../../base/json.ts'
import type { Contract } from '../../contract/contract.ts'
import type { Path } from '../../schema/pointer.ts'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import type { Place } from '../diagnostics/text-lines.ts'

export interface ResolvedSpec {
  readonly contract: Contract
  /** The document as plain JSON: other files bundled in, every operation named, `#/…` references and extension keys kept. */
  readonly document: JsonObject
  /** operationId -> where an async operation describes its jobs, in the document. */
  readonly describedAt: ReadonlyMap<string, DescribedAt>
  /** Where in the sources a path of the document is written. */
  readonly place: (at: Path, part?: 'key' | 'value') => Place
  /** The files that it was compiled from: name -> SHA-256 of the text, sorted. */
  readonly sources: Readonly<Record<string, string>>
  /** The warnings for which `start` does not serve it (D12). */
  readonly refusals: readonly Diagnostic[]
}

/** Where an async operation says what its jobs yield and tell of themselves. */
export interface DescribedAt {
  /** The response that the result is read off. */
  readonly response?: Path
  /** The media type in it; absent where `result.schema` speaks instead. */
  readonly media?: Path
  /** The schema of a JSON result. */
  readonly result?: Path
  readonly progress?: Path
  readonly partial?: Path
}
