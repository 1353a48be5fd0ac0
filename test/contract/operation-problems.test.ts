import { describe, expect, it } from 'vitest'
import { problemCodesOf } from '../../src/contract/operation-problems.ts'
import { compileText, withBlock } from '../compiler/compile-text.ts'

function codesOf(block: string, rest = '', root = ''): readonly string[] {
  const { spec, diagnostics } = compileText(`${withBlock(block, rest)}${root}`)
  const [operation] = spec?.contract.operations ?? []
  if (operation === undefined) throw new Error(JSON.stringify(diagnostics))
  return problemCodesOf(operation)
}

const plain = '        retention: 7d'
const rate = '{ limit: 1, window: 1m }'

describe('the problems of an operation', () => {
  it.each([
    ['a limit on starting', '      x-rate-limit: { submit: { limit: 1, window: 1m } }\n', ''],
    ['a limit on unfinished jobs', '      x-rate-limit: { concurrentJobs: 2 }\n', ''],
    ['a limit of the root', '', `x-rate-limit: { submit: ${rate} }\n`],
  ])('%s answers with quota-exceeded (R-LIM-1)', (_claim, rest, root) => {
    expect(codesOf(plain, rest, root)).toContain('quota-exceeded')
  })

  it('a limit on polls is none on starting (R-LIM-1)', () => {
    expect(codesOf(plain, '      x-rate-limit: { poll: { limit: 90, window: 1m } }\n')).not.toContain('quota-exceeded')
  })

  it('a sunset ends the operation, and a deprecation alone does not (R-DEP-1)', () => {
    expect(codesOf(plain, "      deprecated: true\n      x-sunset: '2030-01-01'\n")).toContain('operation-ended')
    expect(codesOf(plain, "      deprecated: true\n      x-deprecated-since: '2030-01-01'\n")).not.toContain(
      'operation-ended',
    )
  })

  it('only a conflict that is not queued is a problem (R-INI-11)', () => {
    expect(codesOf('        concurrency: { limit: 1, onConflict: reject }')).toContain('job-in-progress')
    expect(codesOf('        concurrency: { limit: 1 }')).not.toContain('job-in-progress')
  })

  it('without any of them there is none of these', () => {
    expect(codesOf(plain)).toEqual([
      ...['bad-request', 'unauthorized', 'invalid-idempotency-key', 'idempotency-key-mismatch'],
      ...['internal-error', 'unavailable'],
    ])
  })
})
