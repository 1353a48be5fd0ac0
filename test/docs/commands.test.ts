/** The commands of the pages, in a real shell: they parse, say what the request needs, and expand nothing that came from a spec. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import type { Page } from '../../src/docs/page.ts'
import { renderDocs } from '../../src/docs/render-docs.ts'
import { withKey } from '../compiler/compile-text.ts'
import { hostileSpec, poison } from './hostile-spec.ts'
import { base, codeBlocks, commandsIn, pageText, renderText } from './site.ts'

const { spec } = await compileProject('spec/openapi.yaml')
if (spec === undefined) throw new Error('The sample does not compile')
const sample = renderDocs({ contract: spec.contract, published: expand(spec) }, base)
const hostile = renderText(hostileSpec)

const allCommands = (pages: ReadonlyMap<string, Page>) => [...pages.values()].flatMap(({ text }) => commandsIn(text))

describe('every command', () => {
  it.each([
    ['the sample', sample],
    ['a hostile spec', hostile],
  ])('of %s is valid shell', (_, pages) => {
    const commands = allCommands(pages)
    expect(commands.length).toBeGreaterThan(8)
    for (const command of commands) {
      expect(
        () => execFileSync('bash', ['-n'], { input: command, stdio: ['pipe', 'ignore', 'pipe'] }),
        command,
      ).not.toThrow()
    }
  })

  it('never posts across a redirect (R-RES-6)', () => {
    for (const command of [...allCommands(sample), ...allCommands(hostile)]) {
      expect(/-L\b/.test(command) && /-X POST|--request POST| -d /.test(command), command).toBe(false)
      expect(command).not.toContain('-X POST')
    }
  })

  it('takes the credential from a variable, in the header of the operation’s scheme', () => {
    for (const command of allCommands(sample).filter((text) => text.includes('curl'))) {
      expect(command).toContain('-H "X-API-Key: $COATCHECK_KEY"')
    }
  })
})

describe('a command in a shell', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'coatcheck-docs-'))
    writeFileSync(
      join(folder, 'curl'),
      `#!/bin/bash\nprintf '%s\\0' "$@" >> "${folder}/arguments"\nprintf '${base}/jobs/job_1'\n`,
      { mode: 0o755 },
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs it with a curl that only writes down its arguments. */
  function argumentsOf(command: string): readonly string[] {
    const log = join(folder, 'arguments')
    rmSync(log, { force: true })
    writeFileSync(join(folder, 'job.json'), '{}')
    const env = { PATH: `${folder}:${process.env.PATH}`, COATCHECK_KEY: 'k3y $(touch pwned)' }
    execFileSync('bash', { cwd: folder, input: command, env, stdio: ['pipe', 'ignore', 'pipe'] })
    return readFileSync(log, 'utf8').split('\0').slice(0, -1)
  }

  it('hands over what the page shows: method, headers, body and URL', () => {
    const [submit] = commandsIn(pageText(sample, 'docs/operations/createReport')).filter((text) =>
      text.startsWith('JOB='),
    )
    const sent = argumentsOf(submit ?? '')
    expect(sent).toContain('X-API-Key: k3y $(touch pwned)')
    expect(sent).toContain('Content-Type: application/json')
    expect(sent.at(-1)).toBe(`${base}/reports`)
    expect(JSON.parse(sent[sent.indexOf('-d') + 1] ?? '')).toEqual({
      dataset: 'seattle-weather',
      groupBy: 'weather',
      measure: 'precipitation',
    })
  })

  it('leaves the job’s URL in $JOB for the commands after it', () => {
    const commands = commandsIn(pageText(sample, 'docs/operations/createThumbnails')).filter(
      (text) => !text.startsWith('export'),
    )
    const [submit = '', , fetch = '', cancel = ''] = commands
    expect(argumentsOf(`${submit}\n${fetch}`).at(-1)).toBe(`${base}/jobs/job_1/result`)
    expect(argumentsOf(`${submit}\n${cancel}`).at(-1)).toBe(`${base}/jobs/job_1`)
    expect(argumentsOf(submit)).toContain('@input.jpg')
    expect(argumentsOf(`${submit}\n${fetch}`)).toContain('result.webp')
  })

  it('carries hostile text as it is, and runs none of it', () => {
    const submit = commandsIn(pageText(hostile, 'docs/operations/makeThing')).find((text) => text.startsWith('JOB='))
    const sent = argumentsOf(submit ?? '')
    expect(JSON.parse(sent[sent.indexOf('-d') + 1] ?? '')).toEqual({ [poison]: poison })
    expect(sent).toContain(`X-Note: ${poison}`)
    expect(decodeURIComponent(sent.at(-1) ?? '')).toBe(`${base}/things/${poison}?q=${poison}`)
    const note = commandsIn(pageText(hostile, 'docs/operations/note')).find((text) => text.startsWith('JOB='))
    expect(argumentsOf(note ?? '')).toContain(poison)
    const read = commandsIn(pageText(hostile, 'docs/operations/readThing')).find((text) => text.startsWith('curl'))
    expect(decodeURIComponent(argumentsOf(read ?? '').at(-1) ?? '')).toBe(`${base}/things/${poison}`)
    expect(readdirSync(folder).toSorted()).toEqual(['arguments', 'curl', 'job.json'])
  })

  it('polls until the answer has no Retry-After, and shows each document', () => {
    const [poll = ''] = commandsIn(pageText(sample, 'docs/operations/createReport')).filter((text) =>
      text.startsWith('while'),
    )
    const answers = `n=0; curl() { n=$(cat n 2>/dev/null || echo 0); echo $((n + 1)) > n; echo "$n" > job.json; [ "$n" -lt 2 ] && printf 3; return 0; }; sleep() { echo "sleep $1"; }; JOB=x\n`
    const shown = execFileSync('bash', { cwd: folder, input: answers + poll, encoding: 'utf8' })
    expect(shown.split('\n').filter((line) => line !== '')).toEqual(['0', 'sleep 3', '1', 'sleep 3', '2'])
    rmSync(join(folder, 'n'))
  })
})

describe('the credential of other schemes', () => {
  const page = (scheme: string) =>
    pageText(
      renderText(
        withKey(
          "paths: { /things: { get: { operationId: listThings, responses: { '204': { description: None } } } } }\n",
        ).replace('{ type: apiKey, in: header, name: X-Key }', scheme),
      ),
      'docs/operations/listThings',
    )

  it.each([
    ['{ type: http, scheme: bearer }', '-H "Authorization: Bearer $COATCHECK_TOKEN"'],
    ['{ type: http, scheme: basic }', '-u "$COATCHECK_USER"'],
    ['{ type: apiKey, in: cookie, name: session }', '-b "session=$COATCHECK_KEY"'],
    ['{ type: mutualTLS }', '--cert client.pem --key client.key'],
    ['{ type: apiKey, in: header, name: X_K$y }', '-H \'X_K$y: \'"$COATCHECK_KEY"'],
  ])('%s', (scheme, option) => {
    expect(commandsIn(page(scheme)).find((text) => text.startsWith('curl'))).toContain(option)
  })
})

describe('the receiver', () => {
  const program =
    codeBlocks(pageText(sample, 'docs/operations/createReport')).find((text) => text.includes('standardwebhooks')) ?? ''

  it('is a program that Node takes', () => {
    expect(() =>
      execFileSync(process.execPath, ['--input-type=module', '--check'], { input: program, stdio: 'pipe' }),
    ).not.toThrow()
  })
})
