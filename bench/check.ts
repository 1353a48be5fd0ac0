/**
 * How long a designer waits after saving a specification of 2,000 lines: compiling it again in a process that is warm, as an editor or `dev`
 * does, and `coatcheck check` as a process of its own. `npm run build` comes first.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileProject } from '../src/compiler/compile.ts'
import { hasErrors } from '../src/compiler/diagnostics/diagnostic.ts'
import { alternate, printSeries } from './median.ts'
import { runToEnd } from './run-command.ts'

/** `--rounds N` (20). */
export async function run(options: readonly string[]): Promise<void> {
  const rounds = options.includes('--rounds') ? Number(options[options.indexOf('--rounds') + 1]) : 20
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-bench-'))
  try {
    mkdirSync(join(folder, 'spec'))
    const file = join(folder, 'spec/openapi.yaml')
    writeFileSync(file, specText(0))
    for (let round = 0; round < 5; round += 1) await compile(file)
    let saved = 0
    const series = await alternate(rounds, {
      'compiled again after it was saved': async () => {
        saved += 1
        writeFileSync(file, specText(saved))
        return compile(file)
      },
      'coatcheck check': async () => runToEnd(['check', '--project', folder]),
    })
    console.log(`Node ${process.versions.node}, ${cpus().length} x ${cpus()[0]?.model}`)
    console.log(`${specText(0).split('\n').length - 1} lines, medians of ${rounds}`)
    printSeries(series, 'ms')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compile(file: string): Promise<number> {
  const began = performance.now()
  const { diagnostics } = await compileProject(file)
  const ms = performance.now() - began
  if (hasErrors(diagnostics)) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return ms
}

/** Every second operation takes time. The number stands in one description, as if somebody had just changed it. */
function specText(saved: number): string {
  const subjects = Array.from({ length: 31 }, (_, index) => `thing${index + 1}`)
  return `${head(saved)}paths:\n${subjects.map(pathsOf).join('')}${components}${subjects.map(schemaOf).join('')}`
}

const head = (saved: number): string => `openapi: 3.1.0
info:
  title: Many things
  version: 1.0.0
  description: Saved ${saved} times
servers:
  - url: /v1
security:
  - apiKey: []
`

const components = `components:
  securitySchemes:
    apiKey:
      type: apiKey
      in: header
      name: X-API-Key
  schemas:
`

function pathsOf(name: string): string {
  return `  /${name}s:
    get:
      operationId: list_${name}
      summary: List what there is of ${name}
      parameters:
        - name: limit
          in: query
          schema: { type: integer, minimum: 1, maximum: 100, default: 20 }
        - name: after
          in: query
          schema: { type: string, maxLength: 64 }
      responses:
        "200":
          description: A page
          content:
            application/json:
              schema:
                type: array
                items:
                  $ref: "#/components/schemas/${name}"
    post:
      operationId: make_${name}
      summary: Make one of ${name}, which takes its time
      x-async-operation:
        poll: { initial: 2s, max: 30s }
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: "#/components/schemas/${name}"
      responses:
        "200":
          description: What was made
          content:
            application/json:
              schema:
                $ref: "#/components/schemas/${name}"
`
}

function schemaOf(name: string): string {
  return `    ${name}:
      type: object
      description: One of ${name}
      required:
        - id
        - name
      properties:
        id:
          type: string
          format: uuid
        name:
          type: string
          minLength: 1
          maxLength: 200
        state:
          type: string
          enum: [new, used, worn]
        weight:
          type: number
          minimum: 0
        labels:
          type: array
          maxItems: 20
          items:
            type: string
            pattern: "^[a-z0-9-]+$"
`
}
