/** Writes that come too late: whoever once had a right to write shows it again, through any process, after it was lost. */
import type { Fence, JobStore } from '../../../src/jobs/store.ts'
import type { SimProcess } from './sim-process.ts'
import type { World } from './world.ts'

interface Holder {
  readonly epoch: number
  readonly state: string
  readonly incarnation: string
}

/** Shows an old fence with something to write. It must change nothing (I7), above all when it is of another life of the file (I22). */
export function present(world: World, process: SimProcess): void {
  const fence = pickFence(world)
  const store = process.parts?.store
  if (fence === undefined || store === undefined) return
  const id = fence.incarnation === holderOf(world, fence)?.incarnation ? 'I7' : 'I22'
  const write = world.chance.pick(writes)
  void write(store, fence).then(
    (written) => {
      world.note(`  late write for ${fence.job} at epoch ${fence.epoch}: ${written}`)
      if (written !== 'stale') world.violate(id, `${fence.job} was written by epoch ${fence.epoch} after its time`)
    },
    () => {},
  )
}

type Write = (store: JobStore, fence: Fence) => Promise<string>

const writes: readonly Write[] = [
  async (store, fence) => (await store.settle(fence, { kind: 'succeeded', result: { kind: 'empty' } })).kind,
  async (store, fence) => (await store.settle(fence, { kind: 'interrupted', abandoned: false })).kind,
  (store, fence) => store.progress(fence, { progress: { percent: 100 } }),
  (store, fence) => store.saveStep(fence, 'ghost', 'ghost'),
]

/** One that is not valid; of those, rather one whose job runs, and best at the same epoch. */
function pickFence(world: World): Fence | undefined {
  const stale = world.fences.filter((fence) => !isValid(fence, holderOf(world, fence)))
  const near = stale.filter((fence) => holderOf(world, fence)?.state === 'running')
  // At the same epoch only another incarnation is left to tell it by.
  const nearest = near.filter((fence) => holderOf(world, fence)?.epoch === fence.epoch)
  const among = nearest.length > 0 ? nearest : near.length > 0 ? near : stale
  return among.length === 0 ? undefined : world.chance.pick(among)
}

function isValid(fence: Fence, holder: Holder | undefined): boolean {
  return holder?.state === 'running' && holder.epoch === fence.epoch && holder.incarnation === fence.incarnation
}

function holderOf(world: World, { job }: Fence): Holder | undefined {
  return world.look<Holder>('select job.epoch, job.state, meta.incarnation from job, meta where job.id = :job', {
    job,
  })[0]
}
