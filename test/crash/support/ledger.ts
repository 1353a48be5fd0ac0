/**
 * What a client knows for sure, on a disk of its own: each line is there before the client does anything else, so it can be held against
 * the server's database whatever happens to the server.
 */
import { openSync, readFileSync, writeSync } from 'node:fs'

export type Entry =
  /** About to be sent; until it is answered the client cannot know whether there is a job. */
  | { readonly kind: 'asked'; readonly key: string; readonly operation: string; readonly body?: unknown }
  /** 202. */
  | { readonly kind: 'accepted'; readonly key: string; readonly job: string }
  /** A cancel request was answered with 202 or 200. */
  | { readonly kind: 'cancel'; readonly job: string; readonly at: number }
  /** A result as it was first read. */
  | { readonly kind: 'result'; readonly job: string; readonly sha256: string }
  /** An answer that breaks a promise. */
  | { readonly kind: 'wrong'; readonly what: string }
  /** The client has seen the end of each of its jobs. */
  | { readonly kind: 'done'; readonly repeats: number; readonly readings: number }

export interface Ledger {
  /** Returns once the line is on the disk. */
  write(entry: Entry): void
}

/** A ledger in that file, which is made. */
export function openLedger(file: string): Ledger {
  const descriptor = openSync(file, 'as')
  return { write: (entry) => void writeSync(descriptor, `${JSON.stringify(entry)}\n`) }
}

/** The lines of one kind so far. */
export function readLedger<Kind extends Entry['kind']>(
  file: string,
  kind: Kind,
): readonly Extract<Entry, { kind: Kind }>[] {
  return readLines<Entry>(file).filter((entry): entry is Extract<Entry, { kind: Kind }> => entry.kind === kind)
}

/** A file of JSON lines that somebody may be writing to: a line that is not complete is not there yet. */
export function readLines<Line>(file: string): readonly Line[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  return lines.map((line) => JSON.parse(line) as Line)
}
