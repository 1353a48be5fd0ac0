/** When an event loop counts as blocked, and when as lost. */
import { describe, expect, it } from 'vitest'
import type { JobId } from '../../../src/base/ids.ts'
import { judgeLoop, type LoopSeen } from '../../../src/stores/sqlite/judge-loop.ts'

const [slow, other] = ['job_slow' as JobId, 'job_other' as JobId]
const run = { job: slow, dueAt: 60_000, attemptMs: 30_000 }
const seen: LoopSeen = { now: 40_000, aliveAt: 39_000, runs: [run], blockedMs: 2_000, graceMs: 5_000 }
const at = (now: number, changes: Partial<LoopSeen> = {}) => judgeLoop({ ...seen, now, ...changes })

describe('an event loop', () => {
  it('is alive while it comes round often enough, whatever its runs do', () => {
    expect(at(40_999)).toEqual({ kind: 'alive' })
    expect(at(90_999, { aliveAt: 89_000 })).toEqual({ kind: 'alive' })
  })

  it('that does not is blocked, by one of those that run', () => {
    expect(at(41_000)).toEqual({ kind: 'blocked', forMs: 2_000, jobs: [slow] })
    expect(at(41_000, { runs: [] })).toEqual({ kind: 'blocked', forMs: 2_000, jobs: [] })
  })

  it('is lost once a run should have ended, with its grace', () => {
    expect(at(64_999)).toMatchObject({ kind: 'blocked' })
    expect(at(65_000)).toEqual({ kind: 'lost', forMs: 26_000, job: slow, jobs: [slow] })
    const patient = { job: other, dueAt: 900_000, attemptMs: 870_000 }
    expect(at(65_000, { runs: [patient, run] })).toMatchObject({ job: slow, jobs: [other, slow] })
  })

  it('is lost over the one of several that was the last to start, since nothing starts after it', () => {
    const first = { job: other, dueAt: 58_000, attemptMs: 30_000 }
    expect(at(65_000, { runs: [first, run] })).toMatchObject({ job: slow })
    expect(at(65_000, { runs: [run, first] })).toMatchObject({ job: slow })
  })

  it('is not lost over code that was abandoned before: that may block as long as a run may take', () => {
    const abandoned = { aliveAt: 100_000 }
    expect(at(134_999, abandoned)).toMatchObject({ kind: 'blocked' })
    expect(at(135_000, abandoned)).toMatchObject({ kind: 'lost' })
  })
})
