/** A small project in a folder of its own, which imports the framework as any project does, and the real command line run on it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'

const repository = fileURLToPath(new URL('../..', import.meta.url))
export const bin: string = join(repository, 'bin/coatcheck.js')

export interface TestProject extends AsyncDisposable {
  readonly directory: string
  readonly write: (path: string, text: string) => void
  /** Runs a command on it to its end. */
  readonly run: (args: readonly string[], options?: RunOptions) => Promise<Finished>
  /** Runs `start` and waits until it listens. */
  readonly start: (args?: readonly string[], options?: RunOptions) => Promise<Running>
}

export interface RunOptions {
  readonly variables?: Readonly<Record<string, string>>
  /** Arguments of node itself. */
  readonly node?: readonly string[]
  readonly executable?: string
  /** As root who may not step past the permissions of files; another user could not reach a checkout that is only root's. */
  readonly bound?: boolean
}

export interface Finished {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly origin: string
  /** Everything on standard output so far, by line. */
  readonly lines: readonly string[]
  readonly stderr: () => string
  /** Resolves once standard error holds that text. */
  readonly logged: (text: string) => Promise<void>
  readonly signal: (signal: NodeJS.Signals) => void
  /** The exit code; null after a signal that was not handled. */
  readonly ended: Promise<number | null>
}

/** Makes a project from texts by path; without any it has `spec`, and its handler doubles a number. */
export function makeProject(files: Readonly<Record<string, string>> = {}): TestProject {
  const directory = mkdtempSync(join(tmpdir(), 'coatcheck-project-'))
  const children: ChildProcess[] = []
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), text)
  }
  const all = { 'package.json': '{ "type": "module" }', 'spec/openapi.yaml': spec, 'handlers/double.ts': handler }
  for (const [path, text] of Object.entries({ ...all, ...files })) write(path, text)
  mkdirSync(join(directory, 'node_modules'))
  symlinkSync(repository, join(directory, 'node_modules/coatcheck'))
  const launch = (args: readonly string[], options: RunOptions) => {
    const child = launchIn(directory, args, options)
    children.push(child)
    return child
  }
  return {
    directory,
    write,
    run: (args, options = {}) => finished(launch(args, options)),
    start: (args = [], options = {}) => running(launch(['start', '--port', '0', ...args], options)),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(children.map(end))
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

let generatedFiles: Promise<string> | undefined
afterAll(async () => {
  if (generatedFiles !== undefined) rmSync(await generatedFiles, { recursive: true, force: true })
})

/** A project with this spec that has been generated; the files are made once and copied after. */
export async function generated(files: Readonly<Record<string, string>> = {}): Promise<TestProject> {
  generatedFiles ??= generateOnce()
  const project = makeProject(files)
  cpSync(await generatedFiles, join(project.directory, 'generated'), { recursive: true })
  return project
}

async function generateOnce(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-generated-'))
  await using project = makeProject()
  expect(await project.run(['generate'])).toMatchObject({ code: 0 })
  cpSync(join(project.directory, 'generated'), folder, { recursive: true })
  return folder
}

/** One sentence on standard error, nothing on standard output, exit 1, and no stack. */
export function expectSentence({ code, stdout, stderr }: Finished, sentence: string): void {
  expect(stderr).toContain(sentence)
  expect(stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(stderr).toMatch(/^coatcheck: /)
  expect(stdout).toBe('')
  expect(code).toBe(1)
}

/** Runs the command line outside any project. */
export function runCoatcheck(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finished(launchIn(tmpdir(), args, options))
}

function launchIn(cwd: string, args: readonly string[], options: RunOptions): ChildProcess {
  const { node = [], executable = process.execPath, variables = {}, bound = false } = options
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(COATCHECK_|NODE_|NO_COLOR|FORCE_COLOR|CI$)/.test(name),
  )
  const command = [executable, ...node, bin, ...args]
  const [program = executable, ...rest] = bound ? [...withoutOverride, ...command] : command
  return spawn(program, rest, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const overrides = '-dac_override,-dac_read_search'
const withoutOverride = ['setpriv', `--inh-caps=${overrides}`, `--bounding-set=${overrides}`, '--']

async function finished(child: ChildProcess): Promise<Finished> {
  const stdout = collect(child, 'stdout')
  const stderr = collect(child, 'stderr')
  const [code] = await once(child, 'close')
  return { code, stdout: stdout(), stderr: stderr() }
}

async function running(child: ChildProcess): Promise<Running> {
  if (child.stdout === null) throw new Error('no standard output')
  const stderr = collect(child, 'stderr')
  const ended = once(child, 'close').then(() => child.exitCode)
  const lines: string[] = []
  return new Promise((resolve, reject) => {
    createInterface(child.stdout ?? process.stdin).on('line', (line) => {
      lines.push(line)
      const origin = /^listening on (\S+)$/.exec(line)?.[1]
      const signal = (name: NodeJS.Signals) => child.kill(name)
      if (origin !== undefined) resolve({ origin, lines, stderr, logged: waiter(child, stderr), ended, signal })
    })
    void ended.then((code) => reject(new Error(`start ended with ${code}: ${stderr()}`)))
  })
}

function waiter(child: ChildProcess, stderr: () => string): (text: string) => Promise<void> {
  return async (text) => {
    while (!stderr().includes(text)) await once(child.stderr ?? child, 'data')
  }
}

function collect(child: ChildProcess, stream: 'stdout' | 'stderr'): () => string {
  const parts: string[] = []
  child[stream]?.setEncoding('utf8').on('data', (text: string) => parts.push(text))
  return () => parts.join('')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
}

export const spec = `openapi: 3.1.0
info: { title: Doubling, version: 1.0.0 }
servers:
  - url: /
security:
  - apiKey: []
paths:
  /doubles:
    post:
      operationId: double
      summary: Double a number
      security:
        - apiKey: ["doubles:write"]
      x-async-operation:
        poll: { initial: 1s, max: 1s }
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [number]
              properties: { number: { type: integer } }
      responses:
        "200":
          description: The double
          content:
            application/json:
              schema:
                type: object
                required: [double]
                properties: { double: { type: integer } }
components:
  securitySchemes:
    apiKey: { type: apiKey, in: header, name: X-Api-Key }
`

export const handler = `import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', ({ body }) => ({ double: body.number * 2 }))
`
