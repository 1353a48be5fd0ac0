import { describe, expect, it } from 'vitest'
import { escapeSegment, parsePointer, readPointer, toPointer } from '../../src/schema/pointer.ts'

/** The document and the answers of RFC 6901, section 5. */
const document = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
}

describe('readPointer', () => {
  it.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('finds what RFC 6901 says at %j', (pointer, found) => {
    expect(readPointer(document, pointer)).toEqual(found)
  })

  it.each([
    '/foo/2',
    '/foo/-',
    '/foo/01',
    '/nothing',
    '/foo/0/x',
    'foo',
    '/m~2n',
    '/constructor',
    '/foo/length',
    '/__proto__',
  ])('finds nothing at %j', (pointer) => {
    expect(readPointer(document, pointer)).toBeUndefined()
  })
})

describe('pointers as text', () => {
  it('writes what it reads', () => {
    const names = ['paths', '/reports/{id}', 'a~b', '~1', '']
    expect(parsePointer(toPointer(names))).toEqual(names)
  })

  it('escapes the tilde before the slash', () => {
    expect(escapeSegment('~/')).toBe('~0~1')
  })
})
