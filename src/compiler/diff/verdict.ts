/** The form of a row in the tables of verdicts. */

/** Who is told: those who call, those who are called, and the jobs that are not over when the new spec is deployed. */
export const audiences = ['callers', 'receivers', 'jobs'] as const
export type Audience = (typeof audiences)[number]

/** `risky` is also what cannot be decided: never silently `safe`. */
export const changeSeverities = ['breaking', 'risky', 'safe'] as const
export type ChangeSeverity = (typeof changeSeverities)[number]

export interface Verdict {
  readonly severity: ChangeSeverity
  /** What the change does to the audience. */
  readonly consequence: string
}

/** What a kind of change does to each audience it can reach, and the way out. */
export interface ChangeRow {
  readonly verdicts: Readonly<Partial<Record<Audience, Verdict>>>
  readonly wayOut: string
}

export const breaking = (consequence: string): Verdict => ({ severity: 'breaking', consequence })
export const risky = (consequence: string): Verdict => ({ severity: 'risky', consequence })
export const safe = (consequence: string): Verdict => ({ severity: 'safe', consequence })

export const row = (verdicts: ChangeRow['verdicts'], wayOut: string): ChangeRow => ({ verdicts, wayOut })

/** The way out of what needs none. */
export const none = 'Nothing to do.'
