/** What `x-rate-limit` came to: how often one principal may ask (R-LIM-1). Counted in memory per process, never durably (D16). */

/** An absent member is not limited. */
export interface RateLimitPolicy {
  /** Requests that start work. */
  readonly submit?: RateLimit
  /** Polls, counted for each job. */
  readonly poll?: RateLimit
  /** Requests for lists. */
  readonly list?: RateLimit
  /** Jobs that one principal may have unfinished at a time. */
  readonly concurrentJobs?: number
}

export interface RateLimit {
  readonly limit: number
  readonly windowMs: number
}
