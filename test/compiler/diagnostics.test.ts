import { describe, expect, it } from 'vitest'
import { acceptedCases } from './cases/accepted.ts'
import { asyncCases } from './cases/async.ts'
import { callbackCases } from './cases/callbacks.ts'
import { operationCases } from './cases/operations.ts'
import { policyCases } from './cases/policies.ts'
import { readingCases } from './cases/reading.ts'
import { securityCases } from './cases/security.ts'
import { senseCases } from './cases/sense.ts'
import { structureCases } from './cases/structure.ts'
import { type Case, runCase } from './compile-text.ts'

const groups: Readonly<Record<string, readonly Case[]>> = {
  reading: readingCases,
  structure: structureCases,
  'sense and service': senseCases,
  operations: operationCases,
  'async operations': asyncCases,
  policies: policyCases,
  'answers that accept': acceptedCases,
  callbacks: callbackCases,
  security: securityCases,
}

describe.each(Object.entries(groups))('diagnostics of %s', (_name, cases) => {
  it.each(cases.map((each) => [each.claim, each] as const))('%s', (_claim, each) => {
    const { expected, found } = runCase(each)
    expect(found).toEqual(expected)
  })
})
