/**
 * A JSON file of a project that is read when it is first asked for: a large one takes time and memory that most servers never need. The file
 * is opened at once and stays open: a new one that takes its name meanwhile belongs to another contract. Refuses a file that was written
 * over since.
 */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'

/**
 * The object in the file, the same on every call.
 *
 * @example const published = openJson(new URL('./published.json', import.meta.url))
 */
export function openJson(file: URL): () => JsonObject {
  const descriptor = open(file)
  const opened = stateOf(descriptor)
  let value: JsonObject | undefined
  return () => {
    if (value !== undefined) return value
    if (stateOf(descriptor) !== opened) throw changed(file)
    value = JSON.parse(readFileSync(descriptor, 'utf8')) as JsonObject
    closeSync(descriptor)
    return value
  }
}

function open(file: URL): number {
  try {
    return openSync(file, 'r')
  } catch (cause) {
    throw new Fault('generated-stale', `${fileURLToPath(file)} cannot be read. Run coatcheck generate.`, { cause })
  }
}

/** What a file that is written over does not keep. */
function stateOf(descriptor: number): string {
  const { size, mtimeNs } = fstatSync(descriptor, { bigint: true })
  return `${size} ${mtimeNs}`
}

function changed(file: URL): Fault {
  return new Fault('generated-stale', `${fileURLToPath(file)} has changed since the server started. Restart it.`)
}
