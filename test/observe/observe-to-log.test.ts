import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { Log } from '../../src/base/log.ts'
import { observeToLog } from '../../src/observe/observe-to-log.ts'
import { unreadable } from '../jobs/support/unreadable.ts'

function recorder(): { readonly log: Log; readonly lines: unknown[][] } {
  const lines: unknown[][] = []
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, fields, message])
  return { lines, log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}

describe('observations as log lines', () => {
  it.each(['debug', 'info', 'warn', 'error'] as const)('%s stays %s', (level) => {
    const { log, lines } = recorder()
    observeToLog(log)({ name: 'job.settled', level, facts: { job: 'job_1', attempt: 2 } })
    expect(lines).toEqual([[level, { event: 'job.settled', job: 'job_1', attempt: 2 }, 'job.settled']])
  })

  it('what was thrown goes where loggers look for errors', () => {
    const { log, lines } = recorder()
    const cause = new Error('broken')
    observeToLog(log)({ name: 'a.b', level: 'error', facts: {}, cause })
    observeToLog(log)({ name: 'a.b', level: 'error', facts: {}, cause: 'text' })
    expect(lines).toEqual([
      ['error', { event: 'a.b', err: cause }, 'a.b'],
      ['error', { event: 'a.b', err: new Error('text') }, 'a.b'],
    ])
  })

  it('a handler’s own line is in its own words', () => {
    const { log, lines } = recorder()
    observeToLog(log)({ name: 'job.log', level: 'info', facts: { message: 'Reading', rows: 3 } })
    expect(lines).toEqual([['info', { event: 'job.log', rows: 3 }, 'Reading']])
  })

  it.each(unreadable)('what was thrown and cannot be read still makes a line, and never throws: %s', (_, cause) => {
    const lines: string[] = []
    const log = pino({}, { write: (line) => void lines.push(line) })
    observeToLog(log)({ name: 'process.rejection-unhandled', level: 'error', facts: { job: 'job_1' }, cause })
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ event: 'process.rejection-unhandled', job: 'job_1', err: expect.anything() }),
    ])
  })

  it('a log that throws takes nobody down', () => {
    const fail = () => {
      throw new Error('disk full')
    }
    const log: Log = { debug: fail, info: fail, warn: fail, error: fail }
    expect(() => observeToLog(log)({ name: 'a.b', level: 'error', facts: {}, cause: new Error('x') })).not.toThrow()
  })
})
