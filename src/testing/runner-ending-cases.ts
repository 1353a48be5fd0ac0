/** Claims about how runs end by themselves. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { JobFail, JobRetryAfter, JobSnooze } from '../jobs/job-context.ts'
import type { RunEnding } from '../jobs/runner.ts'
import { toStoredJson } from '../jobs/stored-json.ts'
import type { RunnerCases } from './runner-world.ts'

export const endingCases: RunnerCases = {
  'ends with what the handler returned, at once or later, as it would be stored': async (world) => {
    const sources = ['() => 1', 'async () => ({ at: new Date(0), not: undefined })', '() => undefined']
    const stored: unknown[] = []
    for (const source of sources) stored.push(storedBy(await world.endingOf(source)))
    assert.deepEqual(stored, [1, { at: '1970-01-01T00:00:00.000Z' }, null])
  },

  'hands over what JSON cannot hold as such': async (world) => {
    const sources = ['() => 1n', '() => { const circle = {}; circle.itself = circle; return circle }', '() => () => {}']
    for (const source of sources) {
      const ending = await world.endingOf(source)
      assert.throws(() => storedBy(ending), TypeError, source)
    }
  },

  'ends with what the handler threw: name, message, stack and causes': async (world) => {
    for (const source of [`() => { ${throws} }`, `async () => { ${throws} }`]) {
      const error = thrownBy(await world.endingOf(source))
      assert.deepEqual([error.name, error.message], ['RangeError', 'far'])
      assert.match(error.stack ?? '', /RangeError: far\n +at .*operation\d+\.ts/)
      assert.ok(error.cause instanceof Error && error.cause.name === 'TypeError' && error.cause.message === 'deep')
    }
  },

  'keeps the identity of what ends a job early, with all it says': async (world) => {
    const fail = thrownBy(await world.endingOf(`(_, job) => { throw job.fail('unreadable-data', 'row 7') }`))
    assert.ok(fail instanceof JobFail)
    assert.deepEqual([fail.code, fail.detail, fail.message], ['unreadable-data', 'row 7', 'row 7'])
    const bare = thrownBy(await world.endingOf(`async (_, job) => { throw job.fail('unreadable-data') }`))
    assert.ok(bare instanceof JobFail && bare.detail === undefined)
    const retry = thrownBy(await world.endingOf(`(_, job) => { throw job.retryAfter('PT5M', 'busy') }`))
    assert.ok(retry instanceof JobRetryAfter)
    assert.deepEqual([retry.delayMs, retry.message], [300_000, 'busy'])
    const snooze = thrownBy(await world.endingOf('(_, job) => { throw job.snooze(1_500.4) }'))
    assert.ok(snooze instanceof JobSnooze && snooze.delayMs === 1_500)
  },

  'never fails itself, whatever is thrown': async (world) => {
    for (const thrown of unreadable) {
      const error = thrownBy(await world.endingOf(`() => { throw ${thrown} }`))
      const texts = [typeof error.name, typeof error.message, typeof error.stack]
      assert.deepEqual(texts, ['string', 'string', 'string'], thrown)
    }
  },

  'takes a file only from job.file': async (world) => {
    const path = join(world.folder, 'made.webp')
    const source = `(_, job) => job.file(${JSON.stringify(path)}, { mediaType: 'image/webp', name: 'a.webp' })`
    assert.deepEqual(await world.endingOf(source), {
      kind: 'returned-file',
      path,
      mediaType: 'image/webp',
      filename: 'a.webp',
    })
    assert.equal((await world.endingOf(`() => ({ path: '/etc/passwd' })`)).kind, 'returned')
    assert.equal((await world.endingOf(`(_, job) => ({ ...job.file('/tmp/a') })`)).kind, 'returned')
  },
}

const throws = `throw new RangeError('far', { cause: new TypeError('deep') })`

/** Source of what throws again when somebody looks at it. */
const unreadable = [
  'Object.create(null)',
  'undefined',
  '1n',
  `Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })`,
  `Object.assign(new Error('x'), { name: Object.create(null) })`,
  `Object.assign(new Error('x'), { work() {} })`,
  'new Proxy({}, { getPrototypeOf() { throw 1 } })',
]

function storedBy(ending: RunEnding): unknown {
  assert.equal(ending.kind, 'returned')
  return ending.kind === 'returned' ? toStoredJson(ending.value, 'The result') : undefined
}

function thrownBy(ending: RunEnding): Error {
  assert.ok(ending.kind === 'threw' && ending.error instanceof Error, JSON.stringify(ending))
  return ending.error
}
