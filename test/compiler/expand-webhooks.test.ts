import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signWebhook } from '../../src/security/signatures.ts'
import { parseSigningKey } from '../../src/security/webhook-keys.ts'
import { withKey } from './compile-text.ts'
import { expandText, look, lookAtObject, namesAt } from './expand-text.ts'

const operations = `paths:
  /things:
    post: { operationId: makeThing, x-async-operation: true, responses: { '204': { description: Made } } }
  /others:
    post: { operationId: makeOther, x-async-operation: true, responses: { '204': { description: Made } } }
`
const document = expandText(
  withKey(`${operations}webhooks:
  job-ended:
    post:
      operationId: onEnd
      description: Ours.
      x-webhook: { on: [succeeded, failed], retry: [5s] }
      responses: { '204': { description: Noted } }
  atItem:
    x-webhook: { on: [started], payload: full }
    post: { responses: { '200': { description: Noted } } }
  elsewhere:
    post: { summary: Not ours, responses: { '200': { description: Noted } } }
`),
)
const schema = '/webhooks/job-ended/post/requestBody/content/application~1json/schema'

describe('an entry of `webhooks` that is delivered', () => {
  it('has the envelope with its own name for a type and the job of any operation (R-WEB-3)', () => {
    expect(look(document, `${schema}/properties/type/enum`)).toEqual(['job_ended'])
    expect(namesAt(document, `${schema}/properties/data/discriminator/mapping`)).toEqual(['makeThing', 'makeOther'])
    expect(look(document, '/webhooks/job-ended/post/requestBody/content/application~1json/example')).toMatchObject({
      type: 'job_ended',
      data: { status: 'succeeded' },
    })
  })

  it('has the three headers, and says when it is sent again', () => {
    expect(look(document, '/webhooks/job-ended/post/parameters')).toMatchObject(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({ name, in: 'header' })),
    )
    expect(look(document, '/webhooks/job-ended/post/description')).toMatch(/^Ours\.\n\n.* after 5 seconds\./)
  })

  it('may say so at the item as well as at its operation', () => {
    expect(look(document, '/webhooks/atItem/post/description')).toContain('`data.result`')
    expect(lookAtObject(document, '/webhooks/atItem')).not.toHaveProperty('x-webhook')
  })

  it('leaves the others as they are', () => {
    expect(look(document, '/webhooks/elsewhere')).toEqual({
      post: { summary: 'Not ours', responses: { '200': { description: 'Noted' } } },
    })
  })

  it('says nothing of its signature to Fern, whose key is the text of the secret and not what it encodes', async () => {
    expect(JSON.stringify(document)).not.toContain('x-fern-webhook-signature')
    const bytes = Buffer.alloc(32, 7)
    const secret = `whsec_${bytes.toString('base64')}`
    const key = parseSigningKey(secret)
    if (!key.ok) throw new Error(key.reason)
    const sent = await signWebhook({ id: 'msg_1', timestamp: '1767261604', body: Buffer.from('{}') }, [key.value])
    const signed = (hmacKey: string | Buffer) =>
      `v1,${createHmac('sha256', hmacKey).update('msg_1.1767261604.{}').digest('base64')}`
    expect([signed(bytes), signed(secret)].map((signature) => signature === sent)).toEqual([true, false])
  })

  it('keeps what a designer tells Fern', () => {
    const told = 'x-fern-webhook-signature: { type: hmac, header: x-signature }\n'
    expect(look(expandText(withKey(`${operations}${told}`)), '/x-fern-webhook-signature')).toEqual({
      type: 'hmac',
      header: 'x-signature',
    })
  })
})
