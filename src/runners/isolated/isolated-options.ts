/** What a runner outside the worker's own thread needs to know. */
import type { Observe } from '../../base/observe.ts'

export interface IsolatedOptions {
  /** Absolute path of the project: its handlers are loaded again where they run. */
  readonly project: string
  /** Of JavaScript's heap, for each thread or child; one that needs more dies, and its job is tried again (T9). */
  readonly memoryBytes: number
  /** Threads or children at most, which is the runs at once. */
  readonly most: number
  readonly observe: Observe
}
