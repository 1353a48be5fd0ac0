/** kill -9 in the middle of running jobs, and nothing that was accepted is lost. */
import { claim } from './claim.ts'
import { type Client, submit, submitJson, waitFor } from './client.ts'
import { type Installation, type Service, startService } from './service.ts'
import { ask, chapter, remark } from './transcript.ts'

const slowReports = 12

/** Kills the server `rounds` times while jobs run; answers with the one that is left running. */
export async function killTheServer(
  first: Service,
  client: Client,
  installation: Installation,
  rounds: number,
): Promise<Service> {
  let service = first
  for (let round = 1; round <= rounds; round++) {
    chapter(rounds === 1 ? 'SIGKILL in the middle of running jobs' : `SIGKILL, round ${round} of ${rounds}`)
    service = await killOnce(service, client.key, installation)
  }
  return service
}

async function killOnce(service: Service, key: string, installation: Installation): Promise<Service> {
  const before: Client = { base: `${service.origin}/v1`, key }
  const ledger = await fillTheHouse(before)
  await waitFor(before, ledger[0]?.status ?? '', 'running')
  const states = await Promise.all(ledger.map(({ status }) => ask(status, key, { quiet: true })))
  const running = states.filter((answer) => answer.json.status === 'running').length
  claim(running > 0, `${ledger.length} jobs were answered with 202; ${running} of them are running`)
  await service.kill()
  remark('kill -9')

  const next = await startService(installation)
  remark(`listening on ${next.origin}`)
  const after: Client = { base: `${next.origin}/v1`, key }
  const finished = await Promise.all(
    ledger.map(({ path }) => waitFor(after, `${next.origin}${path}/status`, 'succeeded', 'failed', 'canceled')),
  )
  const succeeded = finished.filter((answer) => answer.json.status === 'succeeded').length
  claim(succeeded === ledger.length, `after the restart every one of the ${ledger.length} succeeded`)
  claim(
    finished.every((answer) => answer.json.attempt === 1),
    'and the crash was charged to none of them as an attempt',
  )
  return next
}

/** The client's own ledger of every 202 it got. */
async function fillTheHouse(client: Client): Promise<readonly { readonly path: string; readonly status: string }[]> {
  const request = { dataset: 'gapminder-health-income', groupBy: 'region', measure: 'income', delay: '400ms' }
  const rows = Array.from({ length: 20_000 }, (_, n) => `Person ${n},after-${n}@example.com,SE`)
  const csv = ['name,email,country', ...rows].join('\n')
  const accepted = await Promise.all([
    submit(client, '/contacts/imports', { headers: { 'content-type': 'text/csv' }, body: csv, quiet: true }),
    ...Array.from({ length: slowReports }, () => submitJson(client, '/reports', request, true)),
  ])
  return accepted.map((answer) => ({
    path: new URL(answer.headers.get('location') ?? '').pathname,
    status: answer.headers.get('operation-location') ?? '',
  }))
}
