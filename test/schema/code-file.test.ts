import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openCode } from '../../src/schema/code-file.ts'

const units = ['return 1\n', 'const größe = 2\nreturn größe\n', 'return 3\n']
const banner = '// made\n'
const lengths = [banner, ...units].map((text) => Buffer.byteLength(text))

async function fileOf(text: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-code-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'validators.code'), text)
  return pathToFileURL(join(folder, 'validators.code'))
}

describe('a file of code', () => {
  it('gives each unit by its bytes', async () => {
    const code = openCode(await fileOf(banner + units.join('')), lengths)
    expect([2, 0, 1].map((unit) => code.read(unit))).toEqual([units[2], units[0], units[1]])
  })

  it('gives the same units from a checkout that has made its line ends CRLF', async () => {
    const code = openCode(await fileOf((banner + units.join('')).replaceAll('\n', '\r\n')), lengths)
    expect([0, 1, 2].map((unit) => code.read(unit))).toEqual(units)
  })

  it('that is not the one of the index is refused', async () => {
    const file = await fileOf(`${banner}${units.join('')}more`)
    expect(() => openCode(file, lengths)).toThrow(expect.objectContaining({ code: 'generated-stale' }))
  })
})
