/** What two threads share without waiting for each other. */
import { describe, expect, it } from 'vitest'
import { newJobId } from '../../../src/base/ids.ts'
import { systemRandom } from '../../../src/base/random.ts'
import { guardianMemory } from '../../../src/stores/sqlite/guardian-memory.ts'

const aRun = (dueAt = 5) => ({ job: newJobId(systemRandom), dueAt, attemptMs: 30_000.5 })

describe('the memory of a guardian', () => {
  it('shows on one side what was noted on the other', () => {
    const main = guardianMemory()
    const thread = guardianMemory(main.buffer)
    expect(main.renewedAt).toBeUndefined()
    thread.noteRenewal(12_345.678)
    main.noteBeat(99.5)
    expect([main.renewedAt, thread.beatAt]).toEqual([12_345.678, 99.5])
  })

  it('keeps the runs until each has ended, and takes their places for others', () => {
    const main = guardianMemory()
    const thread = guardianMemory(main.buffer)
    const [first, second, third] = [aRun(), aRun(), aRun()]
    const endFirst = main.enter(first)
    main.enter(second)
    expect(thread.runs).toEqual([first, second])
    endFirst()
    endFirst()
    main.enter(third)
    expect(thread.runs).toEqual([third, second])
  })

  it('holds as many as a process may run, and no more', () => {
    const memory = guardianMemory()
    const ends = Array.from({ length: 1_001 }, () => memory.enter(aRun()))
    expect(memory.runs).toHaveLength(1_000)
    for (const end of ends) end()
    expect(memory.runs).toEqual([])
  })
})
