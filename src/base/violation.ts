/** What is wrong with a value that came from outside, and the check that finds it. Says nothing of how the check is made. */

/** One thing wrong with a value. `pointer` is a JSON pointer into it ('' is the whole value). */
export interface Violation {
  readonly pointer: string
  readonly detail: string
}

/** A compiled check: no violations when the value fits. `all` collects up to 100 of them instead of stopping at the first. */
export type Validate = (value: unknown, all: boolean) => readonly Violation[]
