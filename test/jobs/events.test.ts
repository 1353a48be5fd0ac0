/** Which events are kept, and for whom. */
import { describe, expect, it } from 'vitest'
import { isRecorded, type JobEventKind } from '../../src/jobs/events.ts'

const hearing = [{ on: ['started', 'progress'] }] as const

describe('an event', () => {
  it.each<JobEventKind>(['started', 'progress'])('that tells %s is kept only where somebody hears it (I6)', (kind) => {
    expect(isRecorded(kind, [])).toBe(false)
    expect(isRecorded(kind, hearing)).toBe(true)
  })

  it.each<JobEventKind>(['accepted', 'succeeded', 'failed', 'canceled'])(
    'that tells %s is always kept (I5)',
    (kind) => {
      expect(isRecorded(kind, [])).toBe(true)
    },
  )
})
