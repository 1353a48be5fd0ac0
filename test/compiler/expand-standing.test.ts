import { describe, expect, it } from 'vitest'
import { withBlock, withKey } from './compile-text.ts'
import { expandText, look, namesAt } from './expand-text.ts'

const post = '/paths/~1things/post'
const job = '/paths/~1jobs~1{jobId}'
const limits = ['RateLimit', 'RateLimit-Policy']

describe('rate limits as published (R-LIM-1)', () => {
  const limited = expandText(
    `${withBlock('        cancel: true')}x-rate-limit:
  submit: { limit: 100, window: 1m }
  poll: { limit: 60, window: 1m }
  list: { limit: 10, window: 1m }
`,
  )

  it('stand on the 202 and on the 429, which says when to come back', () => {
    expect(namesAt(limited, `${post}/responses/202/headers`)).toEqual(expect.arrayContaining(limits))
    expect(namesAt(limited, `${post}/responses/429/headers`)).toEqual(['Retry-After', ...limits])
    expect(look(limited, `${post}/responses/429/description`)).toContain('`quota-exceeded`')
    expect(namesAt(limited, `${post}/responses/400`)).not.toContain('headers')
  })

  it.each(['/paths/~1jobs/get', `${job}/get`, `${job}~1status/get`, `${job}~1status/head`, `${job}~1result/get`])(
    'stand on %s',
    (operation) => {
      expect(namesAt(limited, `${operation}/responses`)).toContain('429')
      const good = namesAt(limited, `${operation}/responses`).filter((status) => /^[23]/.test(status))
      for (const status of good) {
        expect(namesAt(limited, `${operation}/responses/${status}/headers`)).toEqual(expect.arrayContaining(limits))
      }
    },
  )

  it('are named by the problem that says which of them is used up, and only where there are any', () => {
    const violated = '/components/schemas/ProblemDetails/properties/violated-policies'
    expect(look(limited, `${violated}/items`)).toEqual({ type: 'string' })
    expect(look(expandText(withBlock('        cancel: true')), violated)).toBeUndefined()
  })

  it('do not stand where nothing is counted', () => {
    expect(namesAt(limited, `${job}/delete/responses`)).not.toContain('429')
    const polls = expandText(`${withBlock('        cancel: true')}x-rate-limit: { poll: { limit: 60, window: 1m } }\n`)
    expect(namesAt(polls, `${post}/responses`)).not.toContain('429')
    expect(namesAt(polls, '/paths/~1jobs/get/responses')).not.toContain('429')
    expect(namesAt(polls, `${job}/get/responses`)).toContain('429')
  })

  it('keep a 429 of the designer’s and complete it', () => {
    const document = expandText(
      withKey(`x-rate-limit: { submit: { limit: 1, window: 1h } }
paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: true
      responses:
        '204': { description: Made }
        '429': { description: Slow down, headers: { ratelimit: { schema: { type: string } } } }
`),
    )
    expect(look(document, `${post}/responses/429/description`)).toBe('Slow down')
    expect(namesAt(document, `${post}/responses/429/headers`)).toEqual(['ratelimit', 'Retry-After', 'RateLimit-Policy'])
  })
})

describe('the end of an operation as published (R-DEP-1)', () => {
  const ending = (dates: string) =>
    expandText(
      withKey(`paths:
  /things:
    get:
      operationId: listThings
      deprecated: true
${dates}
      responses: { '200': { description: Things }, '404': { description: None } }
    post:
      operationId: makeThing
      deprecated: true
${dates}
      x-async-operation: true
      responses: { '204': { description: Made } }
`),
    )
  const both = ending('      x-deprecated-since: 2026-01-01\n      x-sunset: 2027-01-01')

  it('stands on its good answers, of an asynchronous and of a synchronous one', () => {
    expect(namesAt(both, '/paths/~1things/get/responses/200/headers')).toEqual(['Deprecation', 'Sunset', 'Link'])
    expect(namesAt(both, '/paths/~1things/get/responses/404')).not.toContain('headers')
    expect(namesAt(both, `${post}/responses/202/headers`)).toEqual(
      expect.arrayContaining(['Deprecation', 'Sunset', 'Link']),
    )
    expect(look(both, `${post}/responses/202/headers/Deprecation/schema/pattern`)).toBe('^@-?[0-9]+$')
  })

  it('says what answers after it, while its jobs go on', () => {
    expect(look(both, `${post}/responses/410/description`)).toContain('`operation-ended`')
    expect(look(both, `${job}/get/responses/200/headers/Sunset`)).toBeUndefined()
  })

  it('is told apart: deprecated since, or ended from', () => {
    const since = ending('      x-deprecated-since: 2026-01-01')
    expect(namesAt(since, '/paths/~1things/get/responses/200/headers')).toEqual(['Deprecation', 'Link'])
    expect(namesAt(since, `${post}/responses`)).not.toContain('410')
  })
})
