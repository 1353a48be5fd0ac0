/**
 * Which process on which machine this is, so that after a crash the next start can tell that the old process is surely gone. Reads
 * /proc; where there is none it knows nothing, and says so by never calling anything gone.
 */
import { readFileSync, readlinkSync } from 'node:fs'

export interface ProcessIdentity {
  /** Changes with every boot of the machine; empty when it cannot be known. */
  readonly bootId: string
  /** Two containers both have a process 1; their namespaces differ. */
  readonly pidNamespace: string
  readonly pid: number
  /** Clock ticks from boot to the start of the process: tells a process from a later one with the same number. */
  readonly startTime: string
}

/** The identity of a process of this machine: its own, when called with its own number. */
export function identifyProcess(pid: number): ProcessIdentity {
  return {
    bootId: readOrEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pidNamespace: readOrEmpty(() => readlinkSync('/proc/self/ns/pid')),
    pid,
    startTime: startTimeOf(pid),
  }
}

/**
 * Whether that process is surely gone: it lived in the same boot and the same pid namespace as ours, and no process with its number
 * and start time is left. Anything unknown means no.
 */
export function isProcessGone(other: ProcessIdentity, own: ProcessIdentity): boolean {
  const known = own.bootId !== '' && own.pidNamespace !== '' && other.startTime !== ''
  const comparable = known && other.bootId === own.bootId && other.pidNamespace === own.pidNamespace
  return comparable && startTimeOf(other.pid) !== other.startTime
}

/** Whether that process surely lives, on this machine and in this pid namespace, and is another than this one. Anything unknown means no. */
export function isLivingNeighbour(other: ProcessIdentity): boolean {
  const now = identifyProcess(other.pid)
  const known = now.bootId !== '' && now.pidNamespace !== '' && now.startTime !== ''
  const same = now.bootId === other.bootId && now.pidNamespace === other.pidNamespace
  return known && same && now.startTime === other.startTime && ownNumber() !== String(other.pid)
}

function ownNumber(): string {
  return readOrEmpty(() => readlinkSync('/proc/self'))
}

/** Field 22 of /proc/<pid>/stat, counted after the command's name, which may itself hold blanks and parentheses (proc(5)). */
function startTimeOf(pid: number): string {
  const stat = readOrEmpty(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}

function readOrEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
