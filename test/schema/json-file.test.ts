import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openJson } from '../../src/schema/json-file.ts'

async function fileOf(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-json-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'published.json'), text)
  return join(folder, 'published.json')
}

const stale = expect.objectContaining({ code: 'generated-stale' })

describe('a JSON file that a server reads when asked', () => {
  it('is the same object every time, whatever becomes of the file once it was read', async () => {
    const file = await fileOf('{"a":1}')
    const read = openJson(pathToFileURL(file))
    const first = read()
    await rm(file)
    expect(first).toEqual({ a: 1 })
    expect(read()).toBe(first)
  })

  it('is the one that was there at the start when another has taken its name', async () => {
    const file = await fileOf('{"a":1}')
    const read = openJson(pathToFileURL(file))
    await writeFile(`${file}.new`, '{"a":2}')
    await rename(`${file}.new`, file)
    expect(read()).toEqual({ a: 1 })
  })

  it('is refused when it was written over, also by as many bytes, and stays so', async () => {
    const file = await fileOf('{"a":1}')
    await utimes(file, 1, 1)
    const read = openJson(pathToFileURL(file))
    await writeFile(file, '{"a":2}')
    expect(read).toThrow(stale)
    expect(read).toThrow(stale)
  })

  it('is refused at the start when it is missing', () => {
    expect(() => openJson(new URL('file:///nowhere/published.json'))).toThrow(stale)
  })
})
