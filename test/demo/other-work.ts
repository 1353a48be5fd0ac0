/** The three other kinds of work: a batch, a picture, and calls to somebody else's service. */
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { claim } from './claim.ts'
import { type Client, header, poll, submit, submitJson, waitFor } from './client.ts'
import type { Neighbour } from './neighbour.ts'
import { ask, chapter } from './transcript.ts'

const contacts = 30_000
const wrongEvery = 6_000

/** A CSV of tens of thousands of rows; the wrong ones are reported, the rest are imported. */
export async function importContacts(client: Client): Promise<void> {
  chapter(`A batch: ${contacts.toLocaleString('en')} contacts as CSV, some of them wrong`)
  const csv = { headers: { 'content-type': 'text/csv', 'idempotency-key': 'first-import' }, body: contactsCsv() }
  const accepted = await submit(client, '/contacts/imports', csv)
  const repeated = await submit(client, '/contacts/imports', csv)
  claim(repeated.json.id === accepted.json.id, 'the same Idempotency-Key brings the same job')
  await poll(client, header(accepted, 'operation-location'))
  const result = await ask(`${header(accepted, 'location')}/result`, client.key)
  claim(result.json.imported === contacts - contacts / wrongEvery, 'every good row was imported')
  claim(result.json.rejected.length === contacts / wrongEvery, 'every wrong row is named with its reason')
}

/** A picture goes in, a file comes out. */
export async function shrinkAPicture(client: Client): Promise<void> {
  chapter('A picture: uploaded as it is, and shrunk')
  const picture = await readFile(new URL('../data/ffox.png', import.meta.resolve('vega-datasets')))
  const accepted = await submit(client, '/thumbnails?width=64', {
    headers: { 'content-type': 'image/png' },
    body: new Uint8Array(picture),
  })
  await waitFor(client, header(accepted, 'operation-location'), 'succeeded', 'failed')
  const done = await poll(client, header(accepted, 'location'))
  const file = await ask(header(done, 'location'), client.key)
  const { width, format } = await sharp(file.bytes).metadata()
  claim(
    file.headers.get('content-type') === 'image/webp' && format === 'webp' && width === 64,
    'the result is a WebP 64 pixels wide',
  )
}

/** A busy server is asked again when it says so; a dead link is a failure with its declared code. */
export async function checkLinks(client: Client, neighbour: Neighbour): Promise<void> {
  chapter("Other people's services: 503 with Retry-After, and 404")
  const busy = await submitJson(client, '/links/checks', {
    links: [`${neighbour.origin}/fine`, `${neighbour.origin}/busy`],
  })
  const first = await poll(client, header(busy, 'operation-location'))
  claim(
    first.json.status === 'succeeded' && first.json.attempt === 2,
    'the busy server was asked again, and the job succeeded',
  )
  const dead = await submitJson(client, '/links/checks', { links: [`${neighbour.origin}/nowhere`] })
  const failed = await poll(client, header(dead, 'location'))
  claim(
    failed.json.status === 'failed' && failed.json.error.code === 'broken-link',
    'the dead link failed the job as broken-link',
  )
  const page = await ask(failed.json.error.type, client.key, { quiet: true })
  claim(page.status === 200, `and ${new URL(failed.json.error.type).pathname} explains the code`)
}

function contactsCsv(): string {
  const rows = ['name,email,country']
  for (let n = 1; n <= contacts; n++) {
    rows.push(n % wrongEvery === 0 ? `Person ${n},not an address,NO` : `Person ${n},person${n}@example.com,NO`)
  }
  return `${rows.join('\n')}\n`
}
