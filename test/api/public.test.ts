import { expect, it } from 'vitest'
import { describeMatrix } from './matrix.ts'
import { links, pathOf, serve, withOperations } from './service.ts'

/** `checkLinks` for everybody; the rest as it is. */
const opened = withOperations((operation) =>
  operation.id === 'checkLinks' ? { ...operation, security: [] } : operation,
)

describeMatrix('a public operation (D14)', (open) => {
  it('starts jobs that are readable and cancelable by their id alone, with a key or without', async () => {
    const { door, ask } = await serve(open, { role: 'http', change: opened })
    const accepted = await door.call('POST', '/v1/links/checks', { json: links })
    expect(accepted.status).toBe(202)
    const job = pathOf(accepted.headers.location)
    expect((await door.call('GET', job)).status).toBe(200)
    expect((await ask('GET', `${job}/status`)).status).toBe(200)
    expect((await door.call('GET', '/v1/jobs/x')).status).toBe(404)
    expect((await door.call('DELETE', job)).status).toBe(200)
  })

  it('lists them for nobody', async () => {
    const { door, ask } = await serve(open, { role: 'http', change: opened })
    await door.call('POST', '/v1/links/checks', { json: links })
    expect((await door.call('GET', '/v1/jobs')).status).toBe(401)
    expect((await ask('GET', '/v1/jobs')).json()).toEqual({ jobs: [] })
  })

  it('takes no idempotency key: strangers would share it', async () => {
    const { door } = await serve(open, { role: 'http', change: opened })
    const post = (key: string) =>
      door.call('POST', '/v1/links/checks', { json: links, headers: { 'idempotency-key': key } })
    const [one, two, odd] = [await post('same'), await post('same'), await post('not a key')]
    expect([one.status, two.status, odd.status]).toEqual([202, 202, 202])
    expect(one.headers.location).not.toBe(two.headers.location)
  })

  it('shows nobody the jobs of callers with a key', async () => {
    const { door, submit, ask } = await serve(open, {
      role: 'http',
      change: (registry) => {
        const { contract, ...others } = opened(registry)
        const guarded = registry.contract.operations.filter(({ id }) => id !== 'checkLinks')
        const [check] = contract.operations.filter(({ id }) => id === 'checkLinks')
        const either = check === undefined ? [] : [{ ...check, security: [{}, { apiKey: [] }] }]
        return { ...others, contract: { ...contract, operations: [...guarded, ...either] } }
      },
    })
    const job = await submit()
    expect((await door.call('GET', job)).status).toBe(404)
    const nobodys = await door.call('POST', '/v1/links/checks', { json: links })
    for (const caller of [door.call, ask])
      expect((await caller('GET', pathOf(nobodys.headers.location))).status).toBe(200)
  })
})
