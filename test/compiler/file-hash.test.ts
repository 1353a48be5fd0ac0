import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sha256 } from '../../src/codegen/manifest.ts'
import { hashFile } from '../../src/compiler/read/file-hash.ts'
import { areSourcesUnchanged } from '../../src/compiler/read/load.ts'
import { sourceHash } from '../../src/compiler/read/spec-hash.ts'

/** A file is read in pieces of this many bytes. */
const piece = 65_536
const filled = (length: number): string => 'ä-'.repeat(length).slice(0, length)

async function fileOf(content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-hash-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'spec.yaml')
  await writeFile(file, content)
  return file
}

const a = (length: number): string => 'a'.repeat(length)

const texts: readonly (readonly [what: string, text: string])[] = [
  ['is empty', ''],
  ['fits one piece', 'openapi: 3.1.0\n'],
  ['has several pieces', filled(3 * piece + 17)],
  ['ends with its piece', a(piece)],
  ['has CRLF line ends', 'one\r\ntwo\r\n\r\nthree'],
  ['has a CRLF that two pieces share', `${a(piece - 1)}\r\nmore`],
  ['has a carriage return alone at the end of a piece', `${a(piece - 1)}\rmore`],
  ['has two carriage returns around the end of a piece', `${a(piece - 1)}\r\r\nmore`],
  ['ends with a carriage return', `${a(piece - 1)}\r`],
  ['has a carriage return and nothing else', '\r'],
  ['has many CRLF in every piece', 'ü line\r\n'.repeat(piece)],
]

describe('the hash of a file that', () => {
  it.each(texts)('%s is that of its text', async (_what, text) => {
    const file = await fileOf(text)
    expect(await hashFile(file, 'written')).toBe(sha256(text))
    expect(await hashFile(file, 'source')).toBe(sourceHash(text))
  })

  it('begins with a byte order mark leaves it out as a source, and only there', async () => {
    const file = await fileOf('\uFEFFopenapi: \uFEFF3.1.0\r\n')
    expect(await hashFile(file, 'source')).toBe(sourceHash('openapi: \uFEFF3.1.0\n'))
    expect(await hashFile(file, 'written')).toBe(sha256('\uFEFFopenapi: \uFEFF3.1.0\r\n'))
  })

  it('is no text counts every byte', async () => {
    const [one, other] = [await fileOf(Uint8Array.of(0xff, 0x00, 0xfe)), await fileOf(Uint8Array.of(0xfe, 0x00, 0xff))]
    expect(await hashFile(one, 'source')).not.toBe(await hashFile(other, 'source'))
  })

  it('is missing is an error', async () => {
    await expect(hashFile('/nowhere/spec.yaml', 'source')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('the sources of a spec', () => {
  it('are unchanged while each has its hash, whatever its size and line ends', async () => {
    const text = `a: ${a(2 * piece)}\n`
    const folder = join(await fileOf(''), '..')
    await writeFile(join(folder, 'openapi.yaml'), text.replace('\n', '\r\n'))
    const spec = join(folder, 'openapi.yaml')
    const name = `${folder.split('/').at(-1)}/openapi.yaml`
    expect(await areSourcesUnchanged(spec, { [name]: sourceHash(text) })).toBe(true)
    expect(await areSourcesUnchanged(spec, { [name]: sourceHash(`${text} `) })).toBe(false)
    expect(await areSourcesUnchanged(spec, { [name]: sourceHash(text), 'gone.yaml': sourceHash('') })).toBe(false)
  })
})
