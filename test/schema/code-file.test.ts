import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openCode, sealUnits } from '../../src/schema/code-file.ts'

const units = ['return 1\n', 'const größe = 2\nreturn größe\n', 'return 3\n']
const banner = '// made\n'
const index = sealUnits(banner, units)
const whole = index.pieces.join('')
const stale = expect.objectContaining({
  code: 'generated-stale',
  message: expect.stringContaining('coatcheck generate'),
})

async function fileOf(text: string): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-code-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'validators.code'), text)
  return pathToFileURL(join(folder, 'validators.code'))
}

describe('a file of code', () => {
  it('gives each unit by its bytes', async () => {
    const code = openCode(await fileOf(whole), index)
    expect([2, 0, 1].map((unit) => code.read(unit))).toEqual([units[2], units[0], units[1]])
  })

  it('gives the same units from a checkout that has made its line ends CRLF', async () => {
    const code = openCode(await fileOf(whole.replaceAll('\n', '\r\n')), index)
    expect([0, 1, 2].map((unit) => code.read(unit))).toEqual(units)
  })

  it.each([
    ['longer', `${whole}more`],
    ['shorter', whole.slice(0, -3)],
    ['empty', ''],
  ])('that is %s than the index says is refused at once', async (_what, text) => {
    const file = await fileOf(text)
    expect(() => openCode(file, index)).toThrow(stale)
  })

  it('that is missing is refused at once', async () => {
    expect(() => openCode(new URL('file:///nowhere/validators.code'), index)).toThrow(stale)
  })

  it('of the right length with another text in it gives no unit that was touched, and the others', async () => {
    const code = openCode(await fileOf(whole.replace('größe = 2', 'größe = 7')), index)
    expect(() => code.read(1)).toThrow(stale)
    expect([0, 2].map((unit) => code.read(unit))).toEqual([units[0], units[2]])
  })

  it('of the same units in another order gives none that was moved', async () => {
    const [head, first, second, third] = index.pieces
    const code = openCode(await fileOf(`${head}${third}${second}${first}`), index)
    expect(() => code.read(0)).toThrow(stale)
    expect(code.read(1)).toBe(units[1])
  })

  it('of another run gives no unit, not even one that is the same', async () => {
    const other = sealUnits(banner, [...units.slice(0, 2), 'return 4\n'])
    expect(other.lengths).toEqual(index.lengths)
    const code = openCode(await fileOf(other.pieces.join('')), index)
    for (const unit of units.keys()) expect(() => code.read(unit)).toThrow(stale)
  })

  it('that was cut short after it was opened gives no unit from behind the cut', async () => {
    const file = await fileOf(whole)
    const code = openCode(file, index)
    await truncate(file, whole.length - 4)
    expect(() => code.read(2)).toThrow(stale)
    expect(code.read(0)).toBe(units[0])
  })
})
