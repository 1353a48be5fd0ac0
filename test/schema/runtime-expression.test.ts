import { describe, expect, it } from 'vitest'
import { type ExpressionSource, evaluateExpression, parseExpression } from '../../src/schema/runtime-expression.ts'

const source: ExpressionSource = {
  request: {
    url: 'https://api.example.com/v1/reports?limit=5',
    method: 'POST',
    parameters: { path: { reportId: 'r 1' }, query: { limit: 5 }, header: { 'X-Trace': 't1' } },
    body: { callbackUrl: 'https://example.com/hook', nested: { list: [{ url: 'u' }] }, 'a/b': 1, nothing: null },
  },
  result: { id: 'r1', '': 'empty' },
}

describe('evaluateExpression', () => {
  it.each([
    ['$url', source.request.url],
    ['$method', 'POST'],
    ['$request.path.reportId', 'r 1'],
    ['$request.query.limit', 5],
    ['$request.header.x-trace', 't1'],
    ['$request.body', source.request.body],
    ['$request.body#/callbackUrl', 'https://example.com/hook'],
    ['$request.body#/nested/list/0/url', 'u'],
    ['$request.body#/a~1b', 1],
    ['$request.body#/nothing', null],
    ['$result', source.result],
    ['$result#/id', 'r1'],
    ['$result#', source.result],
    ['$result#/', 'empty'],
  ])('%s names its value', (expression, value) => {
    expect(evaluateExpression(expression, source)).toEqual(value)
  })

  it.each([
    '$request.query.offset',
    '$request.query.constructor',
    '$request.path.toString',
    '$request.header.accept',
    '$request.body#/missing',
    '$request.body#/constructor',
    '$result#/missing',
    'not an expression',
  ])('%s names nothing', (expression) => {
    expect(evaluateExpression(expression, source)).toBeUndefined()
  })

  it('names nothing in a body that is streamed and in a result that is not there yet', () => {
    const { result: _result, ...started } = { ...source, request: { ...source.request, body: undefined } }
    expect(evaluateExpression('$request.body#/callbackUrl', started)).toBeUndefined()
    expect(evaluateExpression('$result#/id', started)).toBeUndefined()
  })
})

describe('parseExpression', () => {
  it.each([
    '$response.body#/id',
    '$statusCode',
    '$request.cookie.a',
    '$request.body#callbackUrl',
    '$request.body#/a~2',
    '$request.header.a b',
    '$request.query.',
    '$resultant',
    '{$result#/id}',
    '',
  ])('refuses %j and says why', (text) => {
    const parsed = parseExpression(text)
    expect(parsed.ok).toBe(false)
    expect(parsed).toMatchObject({ reason: expect.stringContaining(text) })
  })

  it('reads a name with dots and brackets whole', () => {
    expect(parseExpression('$request.query.filter[a.b]')).toEqual({
      ok: true,
      value: { kind: 'query', name: 'filter[a.b]' },
    })
  })
})
