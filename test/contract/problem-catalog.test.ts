import { describe, expect, it } from 'vitest'
import type { RequestId } from '../../src/base/ids.ts'
import { pascalCase, planExpansion } from '../../src/compiler/expand/plan-expansion.ts'
import { problemComponents } from '../../src/compiler/expand/problem-responses.ts'
import { jobFailureCatalog, problemCatalog } from '../../src/contract/problem-catalog.ts'
import { problem } from '../../src/http/problems.ts'
import { compileText, withBlock } from '../compiler/compile-text.ts'

const codes = Object.keys(problemCatalog) as (keyof typeof problemCatalog)[]
const { spec } = compileText(withBlock('        retention: 2d'))
const published = spec === undefined ? {} : problemComponents(planExpansion(spec))
const requestId = 'req_1' as RequestId

describe('the catalogue of problems', () => {
  it.each(codes)('%s is answered and published with Retry-After, or is neither (R-STA-15)', (code) => {
    const sent = problem(code, { base: 'https://example.com', requestId }).headers['retry-after']
    expect(sent !== undefined).toBe(problemCatalog[code].retryAfter)
    expect(JSON.stringify(published[pascalCase(code)]).includes('Retry-After')).toBe(problemCatalog[code].retryAfter)
  })

  it('pollers wait on 429, 500 and 503, and on nothing else (R-STA-15)', () => {
    const statuses = new Set(
      codes.filter((code) => problemCatalog[code].retryAfter).map((code) => problemCatalog[code].status),
    )
    expect([...statuses].toSorted()).toEqual([429, 500, 503])
  })

  it('what a caller is told to repeat can help', () => {
    expect(codes.filter((code) => problemCatalog[code].retryAfter && !problemCatalog[code].retriable)).toEqual([])
  })

  it('the failure of a job is final, so none says when to come again', () => {
    expect(Object.values(jobFailureCatalog).filter(({ retryAfter }) => retryAfter)).toEqual([])
  })

  it('a used-up limit has the registered type (R-LIM-1)', () => {
    const { body } = problem('quota-exceeded', { base: 'https://example.com', requestId })
    const text = body.kind === 'text' ? body.text : ''
    expect(JSON.parse(text)).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      code: 'quota-exceeded',
    })
  })
})
