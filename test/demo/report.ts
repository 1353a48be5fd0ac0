/** A report is asked for, watched, fetched; and a webhook tells of it, although its receiver is out of order at first. */
import { Webhook } from 'standardwebhooks'
import { claim } from './claim.ts'
import { type Client, poll, submitJson } from './client.ts'
import type { Neighbour } from './neighbour.ts'
import { command, type Installation } from './service.ts'
import { ask, chapter, remark } from './transcript.ts'

/** 202, polls with Retry-After and progress, 303, result, webhook. */
export async function makeAReport(client: Client, neighbour: Neighbour, installation: Installation): Promise<void> {
  chapter('A report: 202, status with progress, 303, result')
  const accepted = await submitJson(client, '/reports', {
    dataset: 'seattle-weather',
    groupBy: 'weather',
    measure: 'precipitation',
    delay: '3s',
    callbackUrl: `${neighbour.origin}/hooks`,
  })
  const location = accepted.headers.get('location')
  claim(location !== null && accepted.headers.has('retry-after'), 'Location and Retry-After are there')
  const done = await poll(client, location)
  claim(done.status === 303, 'the finished job answers 303 See Other')
  const target = done.headers.get('location')
  claim(target !== null, 'and says where the report is')
  const report = await ask(target, client.key)
  claim(report.status === 200 && report.json.groups.length === 5, 'the report has a bar for each kind of weather')

  await hearOfIt(neighbour, installation, accepted.json.id)
}

async function hearOfIt(neighbour: Neighbour, installation: Installation, job: string): Promise<void> {
  chapter('Its webhook: refused twice with 500, then taken')
  await neighbour.receive(3)
  const { endpoints } = (await command(installation, 'endpoints', 'ls')) as { endpoints: { id: string }[] }
  const endpoint = endpoints[0]
  claim(endpoint !== undefined, 'the callback URL became an endpoint with a signing secret of its own')
  const { secret } = (await command(installation, 'endpoints', 'reveal', endpoint.id)) as { secret: string }
  remark(`npx coatcheck endpoints reveal ${endpoint.id}`)
  const receiver = new Webhook(secret)
  let verified = 0
  for (const { headers, body, answered } of neighbour.received) {
    console.log(
      `> POST /hooks\n> webhook-id: ${headers['webhook-id']}\n> webhook-timestamp: ${headers['webhook-timestamp']}`,
    )
    console.log(`> webhook-signature: ${headers['webhook-signature']}\n> ${body.slice(0, 160)}...\n< ${answered}\n`)
    receiver.verify(body, { ...headers })
    verified += 1
  }
  const ids = new Set(neighbour.received.map(({ headers }) => headers['webhook-id']))
  const bodies = new Set(neighbour.received.map(({ body }) => body))
  claim(ids.size === 1 && bodies.size === 1, 'three attempts carried the same webhook-id and the same bytes')
  const event = JSON.parse(neighbour.received[2]?.body ?? '{}')
  claim(event.type === 'createReport.succeeded' && event.data.id === job, 'it tells that this job succeeded')
  claim(verified === 3, 'the library standardwebhooks verified each signature')
  claim(
    refuses(() => receiver.verify(`${neighbour.received[2]?.body} `, { ...neighbour.received[2]?.headers })),
    'and refuses a changed body',
  )
}

function refuses(verify: () => unknown): boolean {
  try {
    verify()
    return false
  } catch {
    return true
  }
}
