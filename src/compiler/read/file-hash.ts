/**
 * SHA-256 over a file that is read a piece at a time: every start hashes files of any size, and would keep the memory that held them. Looks
 * at no more of a text than its line ends and its byte order mark.
 */
import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/**
 * In hex. As `written`: over the bytes. As a `source`: over the text without its byte order mark, its line ends counted as line feeds,
 * since a checkout may have changed them.
 *
 * @example await hashFile('spec/openapi.yaml', 'source')
 */
export async function hashFile(path: string, form: 'written' | 'source'): Promise<string> {
  const hash = createHash('sha256')
  const pieces = piecesOf(path)
  for await (const piece of form === 'source' ? withLineFeeds(withoutMark(pieces)) : pieces) hash.update(piece)
  return hash.digest('hex')
}

type Pieces = AsyncIterable<Uint8Array>

const pieceBytes = 65_536

/** Each piece lies where the one before it did. */
async function* piecesOf(path: string): Pieces {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(pieceBytes)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function* withoutMark(pieces: Pieces): Pieces {
  let isFirst = true
  for await (const piece of pieces) {
    const isMarked = isFirst && piece[0] === 0xef && piece[1] === 0xbb && piece[2] === 0xbf
    yield isMarked ? piece.subarray(3) : piece
    isFirst = false
  }
}

const carriageReturn = 0x0d
const lineFeed = 0x0a

async function* withLineFeeds(pieces: Pieces): Pieces {
  // A carriage return at the end of a piece belongs to what the next one begins with.
  let isHeld = false
  for await (const piece of pieces) {
    if (piece.length === 0) continue
    if (isHeld && piece[0] !== lineFeed) yield Uint8Array.of(carriageReturn)
    isHeld = piece.at(-1) === carriageReturn
    const whole = isHeld ? piece.subarray(0, -1) : piece
    yield whole.includes(carriageReturn) ? replaced(whole) : whole
  }
  if (isHeld) yield Uint8Array.of(carriageReturn)
}

/** Latin-1 has one character for each byte, whatever the text is written in. */
function replaced(piece: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(piece).toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
}
