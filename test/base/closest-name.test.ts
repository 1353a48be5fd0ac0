import { describe, expect, it } from 'vitest'
import { closestName } from '../../src/base/closest-name.ts'

describe('the closest name', () => {
  it.each([
    ['limt', ['limit', 'cursor'], 'limit'],
    ['nme', ['size', 'name'], 'name'],
    ['prot', ['host', 'port'], 'port'],
    ['Content_Type', ['content-type'], 'content-type'],
    ['descripton', ['description', 'summary'], 'description'],
    ['createReports', ['getReport', 'createReport'], 'createReport'],
  ])('of %s among %j is %s', (name, known, meant) => {
    expect(closestName(name, known)).toBe(meant)
  })

  it.each([
    ['a short name two edits away', 'case', ['else']],
    ['two letters', 'fi', ['if']],
    ['something else altogether', 'colour', ['limit', 'cursor']],
    ['nothing known', 'limit', []],
  ])('is none for %s', (_claim, name, known) => {
    expect(closestName(name, known)).toBeUndefined()
  })

  it('of a name without end is told without comparing it', () => {
    expect(closestName('x'.repeat(1_000_000), ['limit', 'cursor'])).toBeUndefined()
  })
})
