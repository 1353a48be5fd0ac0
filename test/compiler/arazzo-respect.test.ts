/** The sample's workflows, run by Redocly's `respect` against the sample as a real process: they succeed, and a planted fault fails them. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/base/json.ts'
import { arazzo } from '../../src/compiler/arazzo/arazzo.ts'
import { compileProject } from '../../src/compiler/compile.ts'
import { expand } from '../../src/compiler/expand/expand.ts'
import { type Service, startService } from '../demo/service.ts'
import { redoclyCli, redoclyEnvironment } from './judges/redocly.ts'

let folder = ''
let service: Service

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coatcheck-respect-'))
  service = await installed('busy')
  const { spec } = await compileProject('spec/openapi.yaml')
  if (spec === undefined) throw new Error('The sample does not compile')
  const document = expand(spec)
  const workflows = arazzo(spec, document, { documentUrl: 'openapi.json' })
  if (workflows === undefined) throw new Error('The sample has no workflow')
  await write('openapi.json', document)
  await write('sound.arazzo.json', workflows)
  await write('faulty.arazzo.json', withFault(workflows))
})

afterAll(async () => {
  await service.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A service with a database of its own. */
async function installed(name: string, ...more: readonly string[]): Promise<Service> {
  const own = join(folder, name)
  await mkdir(own)
  const environment = { COATCHECK_SECRET_KEY: randomBytes(32).toString('base64') }
  return startService({ folder: own, environment }, ...more)
}

const write = (name: string, content: JsonObject): Promise<void> =>
  writeFile(join(folder, name), JSON.stringify(content))

/** Waits for a state that no job ever has. */
function withFault(workflows: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(workflows).replaceAll('== \\"succeeded\\"', '== \\"done\\"'))
}

describe('the workflows of the sample under redocly respect', () => {
  it('succeed: createReport is submitted, polled and read', async () => {
    const run = await respect('sound.arazzo.json', 'createReport')
    expect(run).toMatchObject({ code: 0 })
    expect(run.output).toMatch(/Steps: 3 passed, 3 total/)
  })

  it('succeed: a job that no worker has taken yet is canceled', async () => {
    const idle = await installed('idle', '--role', 'http')
    try {
      const run = await respect('sound.arazzo.json', 'cancelCreateReport', idle)
      expect(run).toMatchObject({ code: 0 })
      expect(run.output).toMatch(/Steps: 3 passed, 3 total/)
    } finally {
      await idle.stop()
    }
  })

  it('fail where the workflow expects what the service never says', async () => {
    const run = await respect('faulty.arazzo.json', 'createReport')
    expect(run.code).toBe(1)
    expect(run.output).toMatch(/success criteria check - \$response\.body#\/status == "done"/)
  })

  it('fail for a caller without a credential', async () => {
    expect(await respect('sound.arazzo.json', 'createReport', { ...service, key: 'ak_live_none' })).toMatchObject({
      code: 1,
    })
  })
})

interface Run {
  readonly code: number
  readonly output: string
}

function respect(
  file: string,
  workflow: string,
  { origin, key = '' }: Pick<Service, 'origin' | 'key'> = service,
): Promise<Run> {
  const options = ['--workflow', workflow, '--input', `apiKey=${key}`, '--server', `api=${origin}/v1`]
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [redoclyCli, 'respect', file, ...options],
      { cwd: folder, env: redoclyEnvironment },
      (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: `${stdout}${stderr}` }),
    )
  })
}
