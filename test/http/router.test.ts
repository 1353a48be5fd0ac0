import { describe, expect, it } from 'vitest'
import { createRouter, type Routed } from '../../src/http/router.ts'

const router = createRouter<Routed>([
  { method: 'GET', path: '/reports' },
  { method: 'POST', path: '/reports' },
  { method: 'GET', path: '/reports/{reportId}' },
  { method: 'POST', path: '/reports/search' },
  { method: 'GET', path: '/files/{name}.json' },
  { method: 'GET', path: '/files/{name}' },
  { method: 'GET', path: '/a/{x}/c' },
  { method: 'GET', path: '/a/b/d' },
  { method: 'DELETE', path: '/a/b/d' },
  { method: 'GET', path: '/päge' },
])

const found = (method: string, path: string) => {
  const match = router.match(method, path)
  return match.kind === 'found' ? { path: match.route.path, params: match.params } : match
}

describe('the router', () => {
  it.each([
    ['GET', '/reports', '/reports', {}],
    ['HEAD', '/reports', '/reports', {}],
    ['GET', '/reports/r1', '/reports/{reportId}', { reportId: 'r1' }],
    ['POST', '/reports/search', '/reports/search', {}],
    ['GET', '/reports/search', '/reports/{reportId}', { reportId: 'search' }],
    ['GET', '/files/a.json', '/files/{name}.json', { name: 'a' }],
    ['GET', '/files/a.txt', '/files/{name}', { name: 'a.txt' }],
    ['GET', '/a/b/c', '/a/{x}/c', { x: 'b' }],
    ['GET', '/rep%6Frts', '/reports', {}],
    ['GET', '/p%C3%A4ge', '/päge', {}],
  ])('%s %s is answered by %s', (method, path, template, params) => {
    expect(found(method, path)).toEqual({ path: template, params })
  })

  it('an encoded slash stays inside its parameter, and is handed on as it was sent (HS-2)', () => {
    expect(found('GET', '/reports/a%2Fb')).toEqual({ path: '/reports/{reportId}', params: { reportId: 'a%2Fb' } })
    expect(found('GET', '/reports/..%2fetc')).toEqual({ path: '/reports/{reportId}', params: { reportId: '..%2fetc' } })
  })

  it.each(['/', '//reports', '/reports/', '/reports//r1', '/./reports', '/x/../reports', '/reports/r1/', '/Reports'])(
    '%s is not tidied into something else (HS-2)',
    (path) => {
      expect(router.match('GET', path)).toEqual({ kind: 'not-found' })
    },
  )

  it('dot segments are plain text to it', () => {
    expect(found('GET', '/reports/..')).toEqual({ path: '/reports/{reportId}', params: { reportId: '..' } })
  })

  it.each(['/reports/%', '/reports/%zz', '/reports/%ff', 'http://host/reports', '*', ''])('%s is malformed', (path) => {
    expect(router.match('GET', path)).toEqual({ kind: 'malformed' })
  })

  it('another method is told which there are, HEAD beside GET (R-STA-20)', () => {
    expect(router.match('PUT', '/reports')).toEqual({ kind: 'method-not-allowed', allow: ['GET', 'HEAD', 'POST'] })
    expect(router.match('FOO', '/a/b/d')).toEqual({ kind: 'method-not-allowed', allow: ['DELETE', 'GET', 'HEAD'] })
    expect(router.match('DELETE', '/reports/search')).toMatchObject({ allow: ['GET', 'HEAD', 'POST'] })
  })

  it('names that objects inherit are names like others', () => {
    const odd = createRouter<Routed>([{ method: 'GET', path: '/{constructor}/toString' }])
    expect(odd.match('GET', '/__proto__/toString')).toMatchObject({ params: { constructor: '__proto__' } })
    expect(odd.match('GET', '/constructor')).toEqual({ kind: 'not-found' })
  })

  it('two routes with one method and template are refused', () => {
    const twice = [
      { method: 'GET', path: '/a/{x}' },
      { method: 'GET', path: '/a/{y}' },
    ] as const
    expect(() => createRouter<Routed>(twice)).toThrow(expect.objectContaining({ code: 'spec-invalid' }))
  })
})
