/**
 * A file of code that is read unit by unit. The file is opened at once and stays open: a new one that takes its name meanwhile belongs to
 * another index. Refuses a file that is not the one the index was made with, and a unit that is not as it was written.
 */
import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Fault } from '../base/fault.ts'

export interface CodeFile {
  /** The text of a unit. */
  read(unit: number): string
}

/** Where the units of a file lie, and how they are known. */
export interface CodeIndex {
  /** Bytes of the banner and of each unit with its mark. */
  readonly lengths: readonly number[]
  /** Stands in the mark of each unit, and is of all of them: a file of another run has another. */
  readonly seal: string
}

/** The pieces of a file: a banner, and each unit below a mark that tells which it is, of which run, and whether it still is what it was. */
export function sealUnits(
  banner: string,
  units: readonly string[],
): CodeIndex & { readonly pieces: readonly string[] } {
  const digests = units.map(digest)
  const seal = digest(digests.join(' '))
  const pieces = [banner, ...units.map((unit, number) => mark(seal, number, digests[number] ?? '') + unit)]
  return { pieces, seal, lengths: pieces.map((piece) => Buffer.byteLength(piece)) }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

const mark = (seal: string, unit: number, its: string): string => `// ${seal} ${unit} ${its}\n`

/** The file that was made with this index. */
export function openCode(file: URL, { lengths: [banner = 0, ...lengths], seal }: CodeIndex): CodeFile {
  const starts = [banner]
  for (const length of lengths) starts.push((starts.at(-1) ?? 0) + length)
  const descriptor = open(file)
  const size = starts.at(-1) ?? banner
  const bytes = fstatSync(descriptor).size === size ? undefined : repaired(descriptor, file, size)
  return {
    read: (unit) => {
      const [start = 0, end = 0] = starts.slice(unit, unit + 2)
      const text = (bytes?.subarray(start, end) ?? readAt(descriptor, start, end)).toString('utf8')
      const code = text.slice(text.indexOf('\n') + 1)
      if (text !== mark(seal, unit, digest(code)) + code) throw notAsGenerated(file)
      return code
    },
  }
}

function open(file: URL): number {
  try {
    return openSync(file, 'r')
  } catch (cause) {
    throw new Fault('generated-stale', `${fileURLToPath(file)} cannot be read. Run coatcheck generate.`, { cause })
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
  throw notAsGenerated(file)
}

function notAsGenerated(file: URL): Fault {
  return new Fault('generated-stale', `${fileURLToPath(file)} is not what it was generated as. Run coatcheck generate.`)
}
