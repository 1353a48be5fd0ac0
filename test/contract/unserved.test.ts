import { describe, expect, it } from 'vitest'
import { unservedPart } from '../../src/contract/unserved.ts'
import { asyncCases } from '../compiler/cases/async.ts'
import { callbackCases } from '../compiler/cases/callbacks.ts'
import { policyCases } from '../compiler/cases/policies.ts'
import { securityCases } from '../compiler/cases/security.ts'
import { type Case, compileText, marksIn, withBlock } from '../compiler/compile-text.ts'

const unmarked = ({ text }: Case): string => text.replaceAll(/«CC\d+»/g, '')
const compiled = [...asyncCases, ...policyCases, ...callbackCases, ...securityCases].flatMap((each) => {
  const { spec } = compileText(unmarked(each))
  const isUnserved = marksIn(each.text).some(({ code }) => code === 'CC600')
  return spec === undefined ? [] : [{ claim: each.claim, isUnserved, contract: spec.contract }]
})

describe('what a contract holds that the server cannot do', () => {
  it('is exactly what the compiler says of the spec', () => {
    const disagreeing = compiled.filter(
      ({ contract, isUnserved }) => (unservedPart(contract) !== undefined) !== isUnserved,
    )
    expect(disagreeing.map(({ claim }) => claim)).toEqual([])
    expect(compiled.filter(({ isUnserved }) => isUnserved).length).toBeGreaterThan(15)
  })

  it.each([
    ['mode: both', '        mode: both', ''],
    ['visibility: tenant', '        visibility: tenant', ''],
    ['x-rate-limit', '        retention: 7d', '      x-rate-limit: { concurrentJobs: 1 }\n'],
    ['x-sunset', '        retention: 7d', "      deprecated: true\n      x-sunset: '2030-01-01'\n"],
    ['x-deprecated-since', '        retention: 7d', "      deprecated: true\n      x-deprecated-since: '2030-01-01'\n"],
    ['multipart/form-data', '        retention: 7d', '      requestBody: { content: { multipart/form-data: {} } }\n'],
  ])('%s is named with its operation', (key, block, rest) => {
    const { spec } = compileText(withBlock(block, rest))
    expect(spec && unservedPart(spec.contract)).toBe(`the operation makeThing has \`${key}\``)
  })

  it('is nothing where every default holds', () => {
    const { spec } = compileText(withBlock('        retention: 7d'))
    expect(spec && unservedPart(spec.contract)).toBeUndefined()
  })
})
