import { describe, expect, it } from 'vitest'
import { capitalized } from '../../src/base/capitalized.ts'
import { freeName } from '../../src/base/free-name.ts'

describe('freeName', () => {
  it.each([
    [[], 'job'],
    [['job'], 'job-2'],
    [['job', 'job-2', 'job-4'], 'job-3'],
    [['job-2'], 'job'],
  ])('with %j taken it is %s', (taken: readonly string[], expected) => {
    expect(freeName('job', (name) => taken.includes(name), '-')).toBe(expected)
  })
})

describe('capitalized', () => {
  it.each([
    ['a schema', 'A schema'],
    ['', ''],
    ['éclair', 'Éclair'],
  ])('makes %j %j', (text, expected) => {
    expect(capitalized(text)).toBe(expected)
  })
})
