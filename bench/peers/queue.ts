/** What every peer can do here, and the table of peers. One file a peer; each is set up as its own documentation has it for throughput. */

export interface Queue {
  /** Resolves when the job is as durable as the peer's name says. */
  add(payload: unknown): Promise<void>
  addMany(payloads: readonly unknown[]): Promise<void>
  /** Runs `handle` for each job from now on, up to `concurrency` at a time. */
  work(concurrency: number, handle: () => void): Promise<void>
}

export type PeerName = 'bullmq' | 'pg-boss' | 'graphile-worker' | 'plainjob'

export interface Peer {
  readonly title: string
  /** The server that it needs. */
  readonly needs: 'redis' | 'postgres' | 'file'
  readonly load: () => Promise<{ open(where: string): Promise<Queue> }>
}

export const peers: Readonly<Record<PeerName, Peer>> = {
  bullmq: { title: 'BullMQ, Redis always (fsync)', needs: 'redis', load: () => import('./bullmq-queue.ts') },
  'pg-boss': { title: 'pg-boss (fsync)', needs: 'postgres', load: () => import('./pg-boss-queue.ts') },
  'graphile-worker': { title: 'graphile-worker (fsync)', needs: 'postgres', load: () => import('./graphile-queue.ts') },
  plainjob: { title: 'plainjob at FULL (fsync)', needs: 'file', load: () => import('./plainjob-queue.ts') },
}

/** The queue of the peer with that name, as an entry file is given it. */
export async function openQueue(name: string, where: string): Promise<Queue> {
  const peer = Object.entries(peers).find(([key]) => key === name)?.[1]
  if (peer === undefined) throw new Error(`no peer ${name}`)
  return (await peer.load()).open(where)
}
