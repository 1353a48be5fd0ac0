/**
 * The children of one runner: each runs one handler at a time, waits for the next for a while, and ends when nothing comes or when it has
 * fallen silent. It decides nothing about runs.
 */
import type { Sleep } from '../../base/sleep.ts'
import { type RunFacts, toObservation } from '../isolated/aside.ts'
import type { IsolatedOptions } from '../isolated/isolated-options.ts'
import type { FromRun } from '../isolated/messages.ts'
import type { ToChild } from './child-messages.ts'
import type { Child, LaunchChild } from './launch-child.ts'
import { beatEveryMs, silentMs } from './lifeline.ts'

export interface ChildSet {
  /** A child for one run: the one that was used last, whose code is warm, or a new one. */
  take(run: ChildRun): TakenChild
  /** Ends every child; resolves when all are gone. */
  stop(): Promise<void>
}

/** Whoever runs in a child. */
interface ChildRun {
  readonly facts: RunFacts
  heard(message: FromRun): void
  died(reason: string): void
}

interface TakenChild {
  post(message: ToChild): void
  kill(): void
  /** The run is over, and the child may have another. */
  release(): void
}

export interface ChildSetOptions extends Pick<IsolatedOptions, 'memoryBytes' | 'observe'> {
  readonly sleep: Sleep
  readonly launch: LaunchChild
}

/** Time for the next job to find a child that has its handler loaded. */
const idleMs = 60_000

interface Member {
  readonly child: Child
  /** That it has, or had last. */
  run: ChildRun
  /** Aborts when it is taken again. */
  resting: AbortController
}

export function createChildSet(options: ChildSetOptions): ChildSet {
  const all = new Set<Member>()
  const idle: Member[] = []
  const add = (run: ChildRun): Member => {
    const member = createMember(options, run)
    all.add(member)
    void member.child.gone.then((reason) => {
      all.delete(member)
      remove(idle, member)
      member.resting.abort()
      member.run.died(reason)
    })
    return member
  }
  const rest = (member: Member) => {
    member.resting = new AbortController()
    idle.push(member)
    void options.sleep(idleMs, member.resting.signal).then(() => {
      if (!member.resting.signal.aborted && remove(idle, member)) member.child.kill()
    })
  }
  return {
    take: (run) => {
      const member = idle.pop() ?? add(run)
      member.resting.abort()
      member.run = run
      const { post, kill } = member.child
      const release = () => {
        if (all.has(member)) rest(member)
      }
      return { post, kill, release }
    },
    stop: async () => {
      for (const { child } of all) child.kill()
      await Promise.all([...all].map(({ child }) => child.gone))
    },
  }
}

function createMember(options: ChildSetOptions, run: ChildRun): Member {
  const { memoryBytes, observe, launch } = options
  let silence = 0
  const child = launch(memoryBytes, {
    heard: (message) => {
      if (message.kind === 'rejection' || message.kind === 'printed') observe(toObservation(message))
      else member.run.heard(message)
    },
    printed: (stream, line) => observe(toObservation({ kind: 'printed', stream, line, facts: member.run.facts })),
    beat: () => {
      silence = 0
    },
  })
  const member: Member = { child, run, resting: new AbortController() }
  void eachBeat(options, child, () => {
    silence += beatEveryMs
    if (silence !== silentMs) return
    observe({ name: 'runner.child-silent', level: 'error', facts: { ...member.run.facts } })
    child.kill()
  })
  return member
}

/** Counts sleeps and not time: one that took long, because this process or the machine stood still, is no silence of the child. */
async function eachBeat({ sleep }: ChildSetOptions, { gone }: Child, act: () => void): Promise<void> {
  const over = new AbortController()
  void gone.then(() => over.abort())
  while (!over.signal.aborted) {
    await sleep(beatEveryMs, over.signal)
    if (!over.signal.aborted) act()
  }
}

/** Whether it was there. */
function remove(members: Member[], member: Member): boolean {
  const index = members.indexOf(member)
  if (index !== -1) members.splice(index, 1)
  return index !== -1
}
