import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import type { Terminal } from '../../src/cli/terminal.ts'
import { otherVariables, settings } from '../../src/config/settings.ts'

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')

describe('the operations page', () => {
  it('explains every fault, and no other', () => {
    expect(
      rowsBelow('## When something breaks')
        .map(([code]) => code)
        .sort(),
    ).toEqual(faultCodes().sort())
  })

  it('lists every setting with its variable, and no other', () => {
    const documented = rowsBelow('## Settings').map(([name, variable]) => ({ name, variable }))
    const known = Object.values(settings).map(({ name, variable }) => ({ name, variable }))
    expect(documented).toEqual(known)
    for (const variable of otherVariables) expect(page).toContain(`\`${variable}\``)
  })

  it('names every command, and no other', async () => {
    const documented = rowsBelow('## Commands').map(([command = '']) =>
      /^coatcheck ((?:[a-z]+ ?)+)/.exec(command)?.[1]?.trim(),
    )
    expect(documented.sort()).toEqual((await leafCommands()).map(({ name }) => name).sort())
  })

  it('names every option of every command', async () => {
    const shared = ['--project', '--debug', '--json', '--db']
    const rows = rowsBelow('## Commands').map((cells) => cells.join(' '))
    const missing = (await leafCommands()).flatMap(({ name, options }) => {
      const row = rows.find((text) => text.startsWith(`coatcheck ${name} `)) ?? ''
      return options
        .filter((option) => !shared.includes(option) && !row.includes(option))
        .map((one) => `${name} ${one}`)
    })
    expect(missing).toEqual([])
  })

  it('says rightly which commands take --json', async () => {
    const without = (await leafCommands()).filter(({ options }) => !options.includes('--json'))
    expect(without.map(({ name }) => name)).toEqual(['init', 'start'])
    expect(page).toContain('all but `init` and `start` take `--json`')
  })
})

/** Cells of the table in that section, without its head and its back-quotes. */
function rowsBelow(heading: string): string[][] {
  const [section = ''] = page.slice(page.indexOf(`${heading}\n`) + heading.length).split('\n## ')
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('`', '').trim()),
  )
}

/** The members of the union, which exists for the compiler alone. */
function faultCodes(): string[] {
  const text = readFileSync(new URL('../../src/base/fault.ts', import.meta.url), 'utf8')
  const source = ts.createSourceFile('fault.ts', text, ts.ScriptTarget.ESNext, true)
  const union = source.statements.find((node) => ts.isTypeAliasDeclaration(node) && node.name.text === 'FaultCode')
  const codes = [...(union?.getText(source).matchAll(/'([a-z-]+)'/g) ?? [])].map(([, code = '']) => code)
  expect(codes).toContain('usage')
  return codes
}

interface LeafCommand {
  readonly name: string
  /** Long names: '--port'. */
  readonly options: readonly string[]
}

async function leafCommands(): Promise<readonly LeafCommand[]> {
  const terminal: Terminal = {
    ...{
      print: () => {},
      note: () => {},
      exitWith: () => {},
      style: (_, text) => text,
      styleNote: (_, text) => text,
      status: () => {},
    },
    endNow: () => expect.unreachable(),
    ...{ interactive: false, variables: {}, workingDirectory: '/' },
  }
  const program = await createProgram(terminal, undefined)
  const toLeaf = (name: string, { options }: (typeof program.commands)[number]) => ({
    name,
    options: options.map(({ long }) => long ?? ''),
  })
  return program.commands.flatMap((command) =>
    command.commands.length === 0
      ? [toLeaf(command.name(), command)]
      : command.commands.map((verb) => toLeaf(`${command.name()} ${verb.name()}`, verb)),
  )
}
