/** Who hears an entry of `webhooks`, said on the rendered pages (R-WEB-3, R-WEB-4). */
import { describe, expect, it } from 'vitest'
import { withKey } from '../compiler/compile-text.ts'
import { base, codeBlocks, decode, pageText, renderText } from './site.ts'

const made = "responses: { '204': { description: Made } }"
const withWebhooks = (webhooks: string) =>
  renderText(
    withKey(`paths:
  /things:
    post: { operationId: makeThing, x-async-operation: true, ${made} }
  /others:
    post:
      operationId: makeOther
      x-async-operation: true
      requestBody: { content: { application/json: { schema: { type: object, properties: { url: { type: string, format: uri } } } } } }
      ${made}
      callbacks: { ended: { '{$request.body#/url}': { post: { ${made} } } } }
  /open:
    post: { operationId: makeOpen, security: [], x-public: true, x-async-operation: true, ${made} }
  /pings:
    post: { operationId: ping, ${made} }
${webhooks}`),
  )
const pages = withWebhooks(`webhooks:
  job-ended:
    post:
      summary: A job is over
      x-webhook: { on: [succeeded, failed], payload: full, retry: [5s, 5m] }
      ${made}
  news: { post: { summary: Something new, ${made} } }
`)
const without = withWebhooks('webhooks: { news: { post: { summary: Something new, responses: {} } } }\n')
const words = (key: string, from = pages) =>
  decode(pageText(from, key).replaceAll(/<[^>]*>/g, '')).replaceAll(/\s+/g, ' ')
const address = `${base}/docs/webhooks`

describe('the page of webhooks says', () => {
  it('who hears an entry, and about whose jobs (R-WEB-4)', () => {
    expect(words('docs/webhooks')).toContain(
      'Heard byevery registered endpoint that takes it, about the jobs of its owner',
    )
    expect(words('docs/webhooks')).toContain('never about those of others')
  })

  it('of which operations, but for those that anybody may call, whose jobs have no owner', () => {
    const [, listed] = /<h2 id="who">([\s\S]*?)<\/section>/.exec(pageText(pages, 'docs/webhooks')) ?? []
    const named = [...(listed ?? '').matchAll(/docs\/operations\/(\w+)/g)].map(([, id]) => id)
    expect(named).toEqual(['makeThing', 'makeOther'])
  })

  it('its type, when it is sent and sent again, and what is in it (R-WEB-3)', () => {
    const text = words('docs/webhooks')
    for (const part of [
      'A job is over',
      'Typejob_ended, whatever has happened',
      'Sent whena job has succeeded, or has failed',
      'Sent againafter 5 seconds, 5 minutes',
      'The resultis in the body',
    ])
      expect(text).toContain(part)
    const [delivery, receiver] = codeBlocks(pageText(pages, 'docs/webhooks'))
    expect(delivery).toContain('"type": "job_ended"')
    expect(receiver).toContain('standardwebhooks')
  })

  it('nothing of entries that only document', () => {
    expect(words('docs/webhooks')).not.toContain('Something new')
    expect(without.has('docs/webhooks')).toBe(false)
  })
})

describe('the other pages', () => {
  it('list every entry on the front page, and tell those that are sent from those that are not', () => {
    expect(words('docs')).toContain(
      'A job is over job-ended: registered endpoints hear it, about the jobs of their owner',
    )
    expect(words('docs')).toContain('Something new news: described only; it is not sent about jobs')
    expect(pageText(pages, 'docs')).toContain(`href="${address}#webhook-job_ended"`)
    expect(pageText(pages, 'docs/webhooks')).toContain('id="webhook-job_ended"')
  })

  it('say at an operation that registered endpoints hear about its jobs, beside its callbacks and without any', () => {
    for (const id of ['makeThing', 'makeOther']) {
      expect(words(`docs/operations/${id}`)).toContain('Endpoints that you have registered hear about your jobs')
      expect(pageText(pages, `docs/operations/${id}`)).toContain(`href="${address}"`)
    }
  })

  it('do not say so where there are no jobs, no owners of jobs, or no such webhook', () => {
    for (const id of ['ping', 'makeOpen']) expect(words(`docs/operations/${id}`, pages)).not.toContain('registered')
    for (const key of ['docs/operations/makeThing', 'docs/operations/makeOther'])
      expect(words(key, without)).not.toContain('registered')
  })
})
