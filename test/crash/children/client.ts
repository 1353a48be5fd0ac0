/**
 * The client, a process of its own: keeps the server busy with all kinds of work, whether it is there or not, and writes into its ledger
 * what it was told. Each line is on the disk before its next request. `node client.ts LEDGER ORIGIN RECEIVER KEY`
 */
import { createConnection } from '../support/connection.ts'
import { openLedger } from '../support/ledger.ts'
import { type Order, type OrderKind, orderOf } from '../support/orders.ts'
import { pause } from '../support/pause.ts'

interface OpenJob {
  readonly order: Order
  readonly job: string
}

const [file = '', origin = '', receiver = '', apiKey = ''] = process.argv.slice(2)
const ledger = openLedger(file)
const server = createConnection(`${origin}/v1`, apiKey)
const open = new Map<string, OpenJob>()
const closed: OpenJob[] = []
const results = new Map<string, string>()
const finishing = Promise.withResolvers<void>()
let isFinishing = false
let [numbers, repeats, readings] = [0, 0, 0]

process.on('message', (message) => {
  if (message === 'cancel-one') void cancelOne()
  if (message !== 'finish') return
  isFinishing = true
  finishing.resolve()
})
/** How many unfinished jobs of a kind there are at most: enough that some have to wait. */
const most: Readonly<Partial<Record<OrderKind, number>>> = { report: 9, import: 3, links: 3, thumbnail: 1 }
const lanes = (Object.keys(most) as OrderKind[]).map(submitForEver)
const others = [watch(), repeatForEver(), readForEver()]
process.send?.('busy')
await finishing.promise
await Promise.all([...lanes, ...others])
await finish()
process.disconnect()

async function submitForEver(kind: OrderKind): Promise<void> {
  while (!isFinishing) {
    if ([...open.values()].filter(({ order }) => order.kind === kind).length < (most[kind] ?? 1)) await submitNext(kind)
    else await pause(15)
  }
}

async function submitNext(kind: OrderKind): Promise<OpenJob> {
  numbers += 1
  const order = orderOf(kind, numbers, receiver)
  const { key, operation, json } = order
  ledger.write({ kind: 'asked', key, operation, ...(json === undefined ? {} : { body: json }) })
  const job = await server.submit(order)
  ledger.write({ kind: 'accepted', key, job })
  const opened = { order, job }
  open.set(job, opened)
  return opened
}

/** Sees jobs end, and reads their results. */
async function watch(): Promise<void> {
  while (!isFinishing || open.size > 0) {
    for (const opened of [...open.values()]) await look(opened)
    await pause(60)
  }
}

async function look(opened: OpenJob): Promise<void> {
  const { job } = opened
  const status = await server.status(job)
  if (status === 'queued' || status === 'running' || status === 'canceling') return
  open.delete(job)
  closed.push(opened)
  if (status === undefined) wrong(`${job} of ${opened.order.key} is not known`)
  if (status === 'succeeded') await readAgain(opened)
}

/** A result never changes once it was seen. */
async function readAgain({ job, order }: OpenJob): Promise<void> {
  const sha256 = await server.result(job)
  const before = results.get(job)
  results.set(job, sha256)
  if (before === undefined) ledger.write({ kind: 'result', job, sha256 })
  else if (before !== sha256) wrong(`the result of ${job} (${order.key}) has changed`)
  readings += 1
}

async function readForEver(): Promise<void> {
  for (let turn = 0; !isFinishing; turn += 1) {
    const chosen = [...results.keys()][(turn * 7) % Math.max(1, results.size)]
    const known = closed.find(({ job }) => job === chosen)
    if (known !== undefined) await readAgain(known)
    await pause(80)
  }
}

async function repeatForEver(): Promise<void> {
  for (let turn = 0; !isFinishing; turn += 1) {
    const known = [...closed, ...open.values()]
    const chosen = known[(turn * 11) % Math.max(1, known.length)]
    if (chosen !== undefined) await repeat(chosen)
    await pause(120)
  }
}

/** The same key and the same words are the same job, whatever has happened in between. */
async function repeat({ order, job }: OpenJob): Promise<void> {
  const again = await server.submit(order)
  repeats += 1
  if (again !== job) wrong(`${order.key} became ${again} after it had been ${job}`)
}

/** Cancels work that will not hear of it for a while. */
async function cancelOne(): Promise<void> {
  const { job } = await submitNext('picture')
  while ((await server.status(job)) === 'queued') await pause(10)
  if (await server.cancel(job)) ledger.write({ kind: 'cancel', job, at: Date.now() })
}

async function finish(): Promise<void> {
  for (const known of closed.slice(-30)) await repeat(known)
  for (const known of closed) if (results.has(known.job)) await readAgain(known)
  ledger.write({ kind: 'done', repeats, readings })
}

function wrong(what: string): void {
  ledger.write({ kind: 'wrong', what })
}
