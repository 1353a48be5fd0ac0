/** The page about testing shows the examples that run here, word for word, and names what there is. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import * as kit from '../../src/testing/index.ts'

const page = readFileSync(new URL('../../docs/testing.md', import.meta.url), 'utf8')
const examples = new URL('examples/', import.meta.url)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const shown = new Map(
  [...page.matchAll(/^```ts test\/(\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text]),
)

describe('the page about testing', () => {
  it('shows every example as it is run, and no other', () => {
    expect([...shown.keys()].sort()).toEqual(readdirSync(examples).sort())
    for (const [name, text] of shown) {
      // In a project, `handlers/` and `generated/` are beside `test/`.
      const run = readFileSync(new URL(name, examples), 'utf8').replaceAll("'../../../", "'../")
      expect(text, name).toBe(run)
    }
    expect([...page.matchAll(/^```/gm)]).toHaveLength(2 * shown.size)
  })

  it('shows one that node:test runs', async () => {
    const file = fileURLToPath(new URL('reports.node.ts', examples))
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['-C', 'coatcheck-source', '--test', '--test-reporter=tap', file],
      { cwd: repository },
    )
    expect(stdout).toMatch(/^# pass 1$/m)
    expect(stdout).toMatch(/^# fail 0$/m)
  })

  it('names every function of the kit that it does not leave to a signature', () => {
    const unexplained = Object.keys(kit).filter((name) => !page.includes(`\`${name}`))
    expect(unexplained.sort()).toEqual(['call', 'createFakeClock', 'createSeededRandom', 'createTestApp'])
  })
})
