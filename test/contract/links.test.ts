/** URLs and paths as documents show them. */
import { describe, expect, it } from 'vitest'
import { exampleBase } from '../../src/contract/links.ts'
import { namelessPath } from '../../src/contract/nameless-path.ts'

describe('the base of a document’s examples', () => {
  it.each([
    [{ serverUrl: 'https://api.example.org/v1//', serverPath: '/v1' }, 'https://api.example.org/v1'],
    [{ serverPath: '/v1' }, 'https://api.example.com/v1'],
    [{ serverPath: '' }, 'https://api.example.com'],
  ])('of %o is %s', (server, base) => {
    expect(exampleBase(server)).toBe(base)
  })
})

describe('a path without the names of its parameters', () => {
  it.each([
    ['/reports/{reportId}', '/reports/{}'],
    ['/a/{b}.{c}/d', '/a/{}.{}/d'],
    ['/reports', '/reports'],
  ])('of %s is %s', (path, nameless) => {
    expect(namelessPath(path)).toBe(nameless)
  })
})
