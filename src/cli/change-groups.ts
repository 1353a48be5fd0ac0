/** Changes put together by what has changed: each is one thing to read, whoever it is for. */
import type { Change, ChangePlace } from '../compiler/diff/change.ts'

/** One change as all audiences see it, the worst first. */
export type ChangeGroup = readonly [Change, ...Change[]]

/** The changes in their order, each with those of other audiences. */
export function groupChanges(changes: readonly Change[]): readonly ChangeGroup[] {
  const groups = new Map<string, ChangeGroup>()
  for (const change of changes) {
    const key = JSON.stringify([change.code, change.message, change.operations, change.old, change.new])
    const known = groups.get(key)
    groups.set(key, known === undefined ? [change] : [...known, change])
  }
  return [...groups.values()]
}

/** 'spec/openapi.yaml:12:7' */
export const toPlace = ({ file, line, column }: ChangePlace): string => `${file}:${line}:${column}`
