/**
 * The system calls of a server, as strace writes them down, and what they say about the order of three moments: a job is written to the
 * log, the log is on the disk, the job is answered.
 */
import { readFileSync } from 'node:fs'

/** Arguments of strace that make it write what `readSystemCalls` reads: files by name, and as much of what is written as a page holds. */
export const straceArguments = (log: string): readonly string[] => [
  ...['-f', '-y', '-s', '9000', '-o', log],
  ...['-e', 'trace=fsync,fdatasync,write,writev,sendto,sendmsg,pwrite64,pwritev'],
  ...['-e', 'signal=none'],
]

interface SystemCall {
  readonly name: string
  /** As strace shows what the descriptor stands for. */
  readonly target: string
  readonly text: string
  /** Whether it has ended here and gone well. */
  readonly done: boolean
}

/** The calls in order; one that another thread interrupted stands where it ended. */
export function readSystemCalls(log: string): readonly SystemCall[] {
  const unfinished = new Map<string, string>()
  return readFileSync(log, 'utf8')
    .split('\n')
    .flatMap((line) => toCall(line, unfinished))
}

function toCall(line: string, unfinished: Map<string, string>): readonly SystemCall[] {
  const [, thread = '', text = ''] = /^(\d+) +(.*)$/s.exec(line) ?? []
  if (text.endsWith('<unfinished ...>')) {
    unfinished.set(thread, text.slice(0, -'<unfinished ...>'.length))
    return []
  }
  const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(text)
  const whole = resumed === null ? text : `${unfinished.get(thread) ?? ''}${resumed[1] ?? ''}`
  const [, name, target] = /^(\w+)\(\d+<([^>]*)>/s.exec(whole) ?? []
  if (name === undefined || target === undefined) return []
  return [{ name, target, text: whole, done: /\) += \d+$/.test(whole) }]
}

export interface Trace {
  /** Jobs whose 202 left before the log that holds them was on the disk. */
  readonly early: readonly string[]
  /** Jobs whose three moments came in the right order. */
  readonly kept: readonly string[]
  /** How often the log was brought to the disk while these jobs were written. */
  readonly syncs: number
}

/** Holds these jobs against the calls. */
export function judgeTrace(calls: readonly SystemCall[], jobs: readonly string[]): Trace {
  const moments = jobs.map((job) => ({ job, ...momentsOf(calls, job) }))
  const kept = moments.filter(({ written, synced, answered }) => written >= 0 && written < synced && synced < answered)
  return {
    early: moments.filter((moment) => !kept.includes(moment)).map(({ job }) => job),
    kept: kept.map(({ job }) => job),
    syncs: new Set(kept.map(({ synced }) => synced)).size,
  }
}

/** Where in the trace each moment of a job is; -1 for one that is not there. */
function momentsOf(calls: readonly SystemCall[], job: string): { written: number; synced: number; answered: number } {
  const written = calls.findIndex(
    ({ name, target, text }) => name === 'pwrite64' && isLog(target) && text.includes(job),
  )
  const synced = calls.findIndex((call, index) => index > written && isSync(call) && isLog(call.target) && call.done)
  const answered = calls.findIndex(
    ({ target, text }) => isSocket(target) && text.includes('202 Accepted') && text.includes(job),
  )
  return { written, synced, answered }
}

const isLog = (target: string): boolean => target.endsWith('-wal')
const isSync = ({ name }: SystemCall): boolean => name === 'fsync' || name === 'fdatasync'
const isSocket = (target: string): boolean => target.startsWith('socket:') || target.startsWith('TCP')
