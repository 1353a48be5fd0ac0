/**
 * A file of code that is read unit by unit. The file is opened at once and stays open: a new one that takes its name meanwhile belongs to
 * another index. Refuses a file that is not the one the index was made with.
 */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { Fault } from '../base/fault.ts'

export interface CodeFile {
  /** The text of a unit. */
  read(unit: number): string
}

/** The file of a banner and units of so many bytes, one after the other. */
export function openCode(file: URL, [banner = 0, ...lengths]: readonly number[]): CodeFile {
  const starts = [banner]
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length)
  const descriptor = openSync(file, 'r')
  const size = starts.at(-1) ?? banner
  const bytes = fstatSync(descriptor).size === size ? undefined : repaired(descriptor, file, size)
  return {
    read: (unit) => {
      const [start = 0, end = 0] = starts.slice(unit, unit + 2)
      return (bytes?.subarray(start, end) ?? readAt(descriptor, start, end)).toString('utf8')
    },
  }
}

function readAt(descriptor: number, start: number, end: number): Buffer {
  const piece = Buffer.alloc(end - start)
  readSync(descriptor, piece, 0, piece.length, start)
  return piece
}

/** A checkout may have turned line feeds into CRLF; in generated code none stands in a literal. */
function repaired(descriptor: number, file: URL, size: number): Buffer {
  const bytes = Buffer.from(readFileSync(descriptor, 'utf8').replaceAll('\r\n', '\n'))
  closeSync(descriptor)
  if (bytes.length === size) return bytes
  throw new Fault('generated-stale', `${file.pathname} is not what it was generated as. Run coatcheck generate.`)
}
