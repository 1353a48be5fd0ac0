/** The port to whatever wakes workers. It carries hints "these jobs may be ready" and never the truth: lost, doubled or reordered hints cost latency only (I24). */
import type { JobId } from '../base/ids.ts'

export interface Engine {
  /** Tells workers, soon, that these jobs may be claimable. Never throws for lack of a listener. */
  offer(jobs: readonly JobId[]): void
  /** Calls `wake` (never concurrently with itself) after offers; returns how to stop listening. */
  consume(wake: () => void): () => void
  stop(): Promise<void>
}
