import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectSentence, generated, type TestProject } from './project.ts'

const start = ['start', '--port', '0']
const file = 'handlers/double.ts'

const texts: readonly [what: string, text: string, sentence: string][] = [
  ['no handler', 'export default 3\n', `${file} exports no handler. `],
  ['a function', 'export default () => ({ double: 4 })\n', `${file} exports no handler. `],
  [
    'the handler of another operation',
    "import { notImplemented } from 'coatcheck'\nexport default notImplemented('halve')\n",
    `${file} exports the handler of halve. `,
  ],
  [
    'the handler that asks for a runner that there is not',
    "import { handlerDefiner } from 'coatcheck'\nexport default handlerDefiner()('double', () => ({ double: 4 }), { runner: 'fiber' })\n",
    `${file} asks for the runner "fiber". Use one of 'inline', 'thread', 'process'.`,
  ],
  ['nothing', 'export const double = 3\n', `${file} has no default export. `],
  ['what is no TypeScript', 'export default {\n  run( {\n}\n', `${file}:3 cannot be loaded: `],
  ['what only a compiler could read', 'enum Size { small }\nexport default 3\n', `${file}:1 cannot be loaded: `],
  ['a name twice', 'const a = 1\nconst a = 2\nexport default a\n', `${file} cannot be loaded: `],
  ['what throws', "\nthrow new Error('no luck')\nexport default 3\n", `${file}:2 cannot be loaded: no luck.`],
  ['what asks for a module that is not there', "import './gone.ts'\nexport default 3\n", `gone.ts`],
]

async function refused(project: TestProject, sentence: string, code: string): Promise<void> {
  const finished = await project.run(start)
  expectSentence(finished, sentence)
  expect(finished.stderr).toContain(`(${code})`)
  const { findings } = JSON.parse((await project.run(['doctor', '--json'])).stdout)
  expect(findings).toContainEqual({
    subject: 'handlers',
    status: 'problem',
    message: expect.stringContaining(sentence),
  })
}

describe('start and doctor name the file of a handler', () => {
  it.each(texts)('that exports or is %s', async (_what, text, sentence) => {
    await using project = await generated({ [file]: text })
    await refused(project, sentence, 'handler-invalid')
  })

  it('that is gone, and what makes a stub', async () => {
    await using project = await generated()
    rmSync(join(project.directory, file))
    await refused(project, `${file} is missing: `, 'generated-stale')
  })
})
