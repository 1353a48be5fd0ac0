import { expect, it } from 'vitest'
import { untilAborted } from '../jobs/support/world.ts'
import { describeMatrix } from './matrix.ts'
import { field, links, serve, withPolicy } from './service.ts'

const reject = withPolicy({ concurrency: { limit: 1, onConflict: 'reject' } })
const submit = { json: links }

describeMatrix('an operation that takes one job at a time', (open) => {
  it('answers 409 while one is under way, says where it is, and gives no Location (R-INI-11, R-INI-14)', async () => {
    const runs = { checkLinks: (_: never, { signal }: { readonly signal: AbortSignal }) => untilAborted(signal) }
    const service = await serve(open, { change: reject, runs })
    const first = await service.ask('POST', '/v1/links/checks', submit)
    const second = await service.ask('POST', '/v1/links/checks', submit)
    expect(second.status).toBe(409)
    expect(second.headers).not.toHaveProperty('location')
    expect(second.headers).not.toHaveProperty('operation-location')
    expect(second.json()).toMatchObject({
      code: 'job-in-progress',
      monitor: first.headers['operation-location'],
    })
    await service.ask('DELETE', `/v1/jobs/${field(first, 'id')}`)
    await service.until(`/v1/jobs/${field(first, 'id')}`, 'canceled')
    expect((await service.ask('POST', '/v1/links/checks', submit)).status).toBe(202)
  })

  it('tells a stranger nothing of whose job is in the way (R-INI-11)', async () => {
    const service = await serve(open, { change: reject })
    await service.submit()
    const stranger = await service.issueKey('stranger')
    const headers = { 'x-api-key': stranger }
    const answer = await service.door.call('POST', '/v1/links/checks', { ...submit, headers })
    expect(answer.status).toBe(409)
    expect(answer.json()).not.toHaveProperty('monitor')
  })

  it('answers a repeat with the job it began (R-IDM-1, R-INI-11)', async () => {
    const service = await serve(open, { change: reject })
    const keyed = { ...submit, headers: { 'idempotency-key': '"one"' } }
    const first = await service.ask('POST', '/v1/links/checks', keyed)
    const again = await service.ask('POST', '/v1/links/checks', keyed)
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.headers.location).toBe(first.headers.location)
  })
})
