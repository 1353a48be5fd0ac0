/** A cancel that reaches a running handler. */
import { claim } from './claim.ts'
import { type Client, header, submitJson, waitFor } from './client.ts'
import { ask, chapter } from './transcript.ts'

/** A report that would take minutes is stopped in the middle. */
export async function cancelARunningJob(client: Client): Promise<void> {
  chapter('A cancel stops a running handler')
  const slow = await submitJson(client, '/reports', {
    dataset: 'airports',
    groupBy: 'state',
    measure: 'latitude',
    delay: '300s',
  })
  const [job, status] = [header(slow, 'location'), header(slow, 'operation-location')]
  await waitFor(client, status, 'running')
  const canceling = await ask(job, client.key, { method: 'DELETE' })
  claim(canceling.status === 202 && canceling.json.status === 'canceling', 'a running job is canceling at first')
  const canceled = await waitFor(client, status, 'canceled', 'succeeded', 'failed')
  const { status: end, startedAt, finishedAt, progress } = canceled.json
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  claim(end === 'canceled' && progress.percent < 80, `and canceled after ${seconds} s of the ten minutes it would take`)
  const again = await ask(job, client.key, { method: 'DELETE' })
  claim(again.status === 200 && again.json.status === 'canceled', 'asking again changes nothing')
}
