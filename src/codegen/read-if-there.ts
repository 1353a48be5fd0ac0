/** Reads what may be missing; any other reason not to read it stays an error. */
import { readFile } from 'node:fs/promises'

/** The text of a file, or undefined when there is none. */
export function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(unless<string | undefined>('ENOENT', undefined))
}

/** The value in place of an error of that code; any other error stays one. */
export function unless<Value>(code: string, value: Value): (thrown: unknown) => Value {
  return (thrown) => {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === code) return value
    throw thrown
  }
}
