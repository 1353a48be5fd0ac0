import { describe, expect, it } from 'vitest'
import { conditional, etagOf } from '../../src/http/conditional.ts'
import type { HttpRequest } from '../../src/http/message.ts'
import { negotiate } from '../../src/http/negotiate.ts'
import { requestedRange } from '../../src/http/range.ts'
import { emptyResponse, textResponse } from '../../src/http/respond.ts'

function request(headers: Record<string, string>, method = 'GET'): HttpRequest {
  const body = (async function* () {})()
  const { signal } = new AbortController()
  return { method, target: '/', headers, rawHeaders: Object.entries(headers), body, remoteAddress: '', signal }
}

describe('conditional requests (R-STA-7)', () => {
  const etag = etagOf('content')
  const ok = textResponse(200, 'text/plain', 'content', { 'cache-control': 'private', vary: 'Accept' })

  it('ETags are strong, and differ with every byte', () => {
    expect(etag).toMatch(/^"[\w-]{27}"$/)
    expect(etagOf('content ')).not.toBe(etag)
  })

  it.each([etag, `W/${etag}`, `"other", ${etag}`, '*'])('If-None-Match %s hits', (condition) => {
    const answer = conditional(request({ 'if-none-match': condition }), ok, etag)
    expect(answer).toMatchObject({ status: 304, body: { kind: 'empty' } })
    expect(answer.headers).toEqual({ etag, 'cache-control': 'private', vary: 'Accept' })
  })

  it.each(['"other"', etag.slice(1, -1), '', `"x${etag.slice(1)}`])('If-None-Match %s does not', (condition) => {
    expect(conditional(request({ 'if-none-match': condition }), ok, etag).status).toBe(200)
  })

  it('without the condition nothing is ever 304', () => {
    const answer = conditional(request({}), ok, etag)
    expect([answer.status, answer.headers.etag]).toEqual([200, etag])
  })

  it('only a 2xx answer to a read turns into 304', () => {
    const asked = { 'if-none-match': etag }
    expect(conditional(request(asked), emptyResponse(303), etag).status).toBe(303)
    expect(conditional(request(asked, 'DELETE'), ok, etag).status).toBe(200)
    expect(conditional(request(asked, 'HEAD'), ok, etag).status).toBe(304)
  })
})

describe('ranges of a file (R-RES-2)', () => {
  const range = (value: string, headers = {}) => requestedRange(request({ range: value, ...headers }), 10, '"e"')

  it.each([
    ['bytes=0-3', 0, 4],
    ['bytes=4-', 4, 10],
    ['bytes=-3', 7, 10],
    ['bytes=-99', 0, 10],
    ['bytes=8-99', 8, 10],
    ['bytes=9-9', 9, 10],
  ])('%s is bytes %i up to %i', (value, start, end) => {
    expect(range(value)).toEqual({ kind: 'part', start, end })
  })

  it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])('%s is not there', (value) => {
    expect(range(value)).toEqual({ kind: 'unsatisfiable' })
  })

  it.each(['', 'bytes=', 'bytes=-', 'bytes=5-2', 'bytes=0-1,4-5', 'items=0-1', 'bytes=a-b'])(
    '"%s" is ignored',
    (value) => {
      expect(range(value)).toEqual({ kind: 'whole' })
    },
  )

  it.each(['bytes=-5', 'bytes=0-', 'bytes=0-0'])('%s of an empty file is all of it', (value) => {
    expect(requestedRange(request({ range: value }), 0, '"e"')).toEqual({ kind: 'whole' })
  })

  it('If-Range with another ETag asks for everything', () => {
    expect(range('bytes=0-3', { 'if-range': '"e"' })).toMatchObject({ kind: 'part' })
    expect(range('bytes=0-3', { 'if-range': '"old"' })).toEqual({ kind: 'whole' })
  })
})

describe('negotiation', () => {
  const offered = ['application/json', 'text/csv']

  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/*', 'text/csv'],
    ['text/csv, application/json;q=0.5', 'text/csv'],
    ['text/html, */*;q=0.1', 'application/json'],
    ['image/png', undefined],
    ['application/json;q=0', undefined],
  ])('Accept: %s gets %s', (accept, expected) => {
    expect(negotiate(request(accept === undefined ? {} : { accept }), offered)).toBe(expected)
  })
})
