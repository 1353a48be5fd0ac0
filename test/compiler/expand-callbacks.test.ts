import { describe, expect, it } from 'vitest'
import { withBlock } from './compile-text.ts'
import { expandText, look, lookAtObject, namesAt } from './expand-text.ts'

const body = `      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: { done: { type: string, format: uri }, seen: { type: string, format: uri } }`

const withCallbacks = (callbacks: string) =>
  expandText(withBlock('        cancel: true', `${body}\n      callbacks:\n${callbacks}`))
const item = '/paths/~1things/post/callbacks/finished/{$request.body#~1done}/post'

const simple = withCallbacks(`        finished:
          '{$request.body#/done}':
            post: { x-webhook: { on: [succeeded, failed], retry: [5s, 5m] }, responses: { 2XX: { description: Taken } } }`)

describe('a callback as published', () => {
  it('has the envelope for a body, with the types of its events and the job document (R-WEB-3, WH-5)', () => {
    const schema = `${item}/requestBody/content/application~1json/schema`
    expect(look(simple, `${schema}/required`)).toEqual(['type', 'timestamp', 'data'])
    expect(look(simple, `${schema}/properties/type/enum`)).toEqual(['makeThing.succeeded', 'makeThing.failed'])
    expect(look(simple, `${schema}/properties/data/properties/operation/enum`)).toEqual(['makeThing'])
    expect(look(simple, `${item}/requestBody/required`)).toBe(true)
  })

  it('has the three headers of a delivery (WH-1, WH-2, WH-3)', () => {
    const parameters = look(simple, `${item}/parameters`)
    expect(parameters).toMatchObject(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({ name, in: 'header', required: true })),
    )
  })

  it('says when it is sent again, and what stops it (WH-20)', () => {
    expect(look(simple, `${item}/description`)).toContain('5 seconds, 5 minutes')
    expect(look(simple, `${item}/responses`)).toEqual({
      '410': { description: 'Nothing more is sent to this endpoint.' },
      '2XX': { description: 'Taken' },
    })
    expect(look(simple, `${item}/x-webhook`)).toBeUndefined()
  })

  it('keeps what the designer wrote: body, description, headers and answers', () => {
    const document = withCallbacks(`        finished:
          '{$request.body#/done}':
            post:
              operationId: onDone
              summary: Done
              description: Ours.
              parameters: [{ name: Webhook-Id, in: header, schema: { type: string } }]
              requestBody: { content: { application/json: { schema: { type: object, required: [type] } } } }
              responses: { '204': { description: Fine }, '410': { description: Stop } }`)
    expect(lookAtObject(document, item)).toMatchObject({ operationId: 'onDone', summary: 'Done' })
    expect(look(document, `${item}/description`)).toMatch(/^Ours\.\n\n/)
    expect(look(document, `${item}/requestBody/content/application~1json/schema`)).toEqual({
      type: 'object',
      required: ['type'],
    })
    expect(namesAt(document, `${item}/responses`)).toEqual(['204', '410'])
    expect(look(document, `${item}/responses/410/description`)).toBe('Stop')
    expect(look(document, `${item}/parameters`)).toHaveLength(3)
  })

  it('shows a result in its example where the whole of it is sent, and none where it is not (WH-6)', () => {
    const example = (payload: string) =>
      look(
        withCallbacks(`        finished:
          '{$request.body#/done}':
            post: { x-webhook: { payload: ${payload} }, responses: { 2XX: { description: Taken } } }`),
        `${item}/requestBody/content/application~1json/example/data/result`,
      )
    expect(example('full')).toBeDefined()
    expect(example('thin')).toBeUndefined()
  })

  it('is narrowed to its own events where another callback of the operation hears more', () => {
    const document = withCallbacks(`        finished:
          '{$request.body#/done}':
            post: { x-webhook: { on: [failed] }, responses: { 2XX: { description: Taken } } }
        watched:
          '{$request.body#/seen}':
            post: { x-webhook: { on: [started, failed], payload: full }, responses: { 2XX: { description: Taken } } }`)
    expect(look(document, `${item}/requestBody/content/application~1json/schema/allOf/1`)).toEqual({
      type: 'object',
      properties: { type: { type: 'string', enum: ['makeThing.failed'] } },
    })
    expect(look(document, '/components/schemas/MakeThingEvent/properties/type/enum')).toEqual([
      'makeThing.failed',
      'makeThing.started',
    ])
    const watched = '/paths/~1things/post/callbacks/watched/{$request.body#~1seen}/post'
    expect(look(document, `${watched}/description`)).toContain('`data.result`')
    expect(look(document, `${watched}/requestBody/content/application~1json/example/data/status`)).toBe('running')
  })
})
