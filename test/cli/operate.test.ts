import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { keyIn, post, submit, untilStatus } from './caller.ts'
import { expectSentence, generated, makeProject, type Running, spec, type TestProject } from './project.ts'

describe('keys', () => {
  it('are issued, work at once on a running server, and end with revoke (AK-4, AK-6)', async () => {
    await using project = await generated()
    const { origin } = await project.start()
    const created = await project.run(['keys', 'create', '--owner', 'ann', '--scopes', 'doubles:write'])
    expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ak_live_\w+\n$/) })
    const key = created.stdout.trim()
    expect((await post(origin, key, 1)).status).toBe(202)
    expect(await project.run(['keys', 'revoke', key])).toMatchObject({ code: 0 })
    expect((await post(origin, key, 1)).status).toBe(401)
  })

  it('have no scopes but those given', async () => {
    await using project = await generated()
    const { origin } = await project.start()
    const { stdout, stderr } = await project.run(['keys', 'create', '--owner', 'ann'])
    expect(stderr).toContain('has no scopes')
    expect((await post(origin, stdout.trim(), 1)).status).toBe(403)
  })

  it('are told of scopes that the spec does not name, and made all the same', async () => {
    await using project = await withDatabase()
    const create = (scopes: string) => project.run(['keys', 'create', '--owner', 'ann', '--scopes', scopes])
    expect(await create('doubles:write,double:write')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ak_live_\w+\n$/),
      stderr: expect.stringContaining('does not name double:write. The scopes that it names: doubles:write.'),
    })
    expect((await create('doubles:write')).stderr).not.toContain('does not name')
    rmSync(join(project.directory, 'generated'), { recursive: true })
    expect((await create('any')).stderr).not.toContain('does not name')
  })

  it('are listed with their ends only, and never again in full (AK-4)', async () => {
    await using project = await withDatabase()
    const { stdout } = await project.run([
      'keys',
      'create',
      '--owner',
      'ann',
      '--scopes',
      'b,a',
      '--expires',
      '90d',
      '--json',
    ])
    const created = JSON.parse(stdout)
    const table = (await project.run(['keys', 'ls'])).stdout
    expect(table).toContain(`${created.id}  ak_live_${created.id}_…${created.key.slice(-4)}`)
    expect(table).not.toContain(created.key)
    const { keys } = JSON.parse((await project.run(['keys', 'ls', '--json'])).stdout)
    expect(keys).toMatchObject([{ id: created.id, owner: 'ann', scopes: ['b', 'a'], state: 'active' }])
    const days = (Date.parse(keys[0].expiresAt) - Date.parse(keys[0].createdAt)) / 86_400_000
    expect(days).toBeCloseTo(90, 3)
  })

  it('are revoked by id, and an unknown one is said to be unknown', async () => {
    await using project = await withDatabase()
    const { id } = JSON.parse((await project.run(['keys', 'create', '--owner', 'ann', '--json'])).stdout)
    expect((await project.run(['keys', 'revoke', id])).stdout).toBe(`${id} is revoked\n`)
    expect(JSON.parse((await project.run(['keys', 'ls', '--json'])).stdout).keys[0]).toMatchObject({ state: 'revoked' })
    expectSentence(await project.run(['keys', 'revoke', 'nobody']), 'There is no key nobody in this database.')
  })

  it('are nowhere on the disk (AK-2, SE-3)', async () => {
    await using project = await withDatabase()
    const { stdout } = await project.run(['keys', 'create', '--owner', 'ann'])
    const folder = join(project.directory, '.coatcheck')
    for (const name of readdirSync(folder)) {
      const file = join(folder, name)
      if (statSync(file).isFile()) expect(readFileSync(file).includes(stdout.trim().slice(-38))).toBe(false)
    }
  })
})

describe('jobs', () => {
  it('are listed newest first, by operation, by state and in pages', async () => {
    await using project = await generated()
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    const ids = [
      await submit(service.origin, key, 1),
      await submit(service.origin, key, 2),
      await submit(service.origin, key, 3),
    ]
    for (const id of ids) await untilStatus(project, id, 'succeeded')
    const list = async (...args: string[]) => JSON.parse((await project.run(['jobs', 'ls', '--json', ...args])).stdout)
    const idsIn = (page: { jobs: { id: string }[] }) => page.jobs.map(({ id }) => id)
    expect(idsIn(await list())).toEqual(ids.toReversed())
    expect(idsIn(await list('--state', 'queued'))).toEqual([])
    expect(idsIn(await list('--operation', 'double', '--state', 'succeeded'))).toHaveLength(3)
    expect(idsIn(await list('--operation', 'other'))).toEqual([])
    const first = await list('--limit', '2')
    expect(idsIn(await list('--after', String(first.next)))).toEqual(ids.slice(0, 1))
    expect((await project.run(['jobs', 'ls'])).stdout).toMatch(/^JOB +OPERATION +STATUS +ATTEMPT +CREATED +OWNER\n/)
  })

  it('show what the store knows of them', async () => {
    await using project = await generated()
    const service = await project.start(['--dev-key'])
    const id = await submit(service.origin, keyIn(service.lines), 1)
    await untilStatus(project, id, 'succeeded')
    const { stdout } = await project.run(['jobs', 'show', id])
    expect(stdout).toMatch(/^status +succeeded$/m)
    expect(stdout).toMatch(/^owner +api-key:dev$/m)
    expect(stdout).toMatch(/^result +json$/m)
  })

  it('show the operator what a handler last threw, and callers never', async () => {
    const once = spec.replace('        poll:', '        retry: { maxAttempts: 1 }\n        poll:')
    await using project = makeProject({ 'spec/openapi.yaml': once, 'handlers/double.ts': throwing })
    expect(await project.run(['generate'])).toMatchObject({ code: 0 })
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    const id = await submit(service.origin, key, 1)
    await untilStatus(project, id, 'failed')
    expect((await project.run(['jobs', 'show', id])).stdout).toMatch(/^lastError +Error: boom at db$/m)
    const job = await fetch(`${service.origin}/jobs/${id}`, { headers: { 'x-api-key': key } })
    expect(await job.text()).not.toContain('boom')
  })

  it('that no id names are refused with a sentence', async () => {
    await using project = await withDatabase()
    expectSentence(await project.run(['jobs', 'show', 'job_nope']), '"job_nope" is not the id of a job')
  })

  it('are canceled where a server runs them, and a finished one is left alone', async () => {
    await using project = await generated({ 'handlers/double.ts': endless })
    const service = await project.start(['--dev-key'])
    const id = await submit(service.origin, keyIn(service.lines), 1)
    await untilStatus(project, id, 'running')
    expect((await project.run(['jobs', 'cancel', id])).stdout).toBe(`${id} is canceling\n`)
    await untilStatus(project, id, 'canceled')
    expect(await project.run(['jobs', 'cancel', id])).toMatchObject({ code: 0, stdout: `${id} is canceled\n` })
  })

  it('that succeeded cannot be canceled any more', async () => {
    await using project = await generated()
    const service = await project.start(['--dev-key'])
    const id = await submit(service.origin, keyIn(service.lines), 1)
    await untilStatus(project, id, 'succeeded')
    expectSentence(await project.run(['jobs', 'cancel', id]), `${id} has succeeded already and cannot be canceled.`)
  })

  it('that are unknown are said to be unknown', async () => {
    await using project = await withDatabase()
    const id = `job_${'0'.repeat(22)}`
    for (const verb of ['show', 'cancel']) {
      expectSentence(await project.run(['jobs', verb, id]), `There is no job ${id} in this database.`)
    }
  })
})

describe('endpoints and deliveries', () => {
  it('show where webhooks went, and the secret that verifies them (WH-14)', async () => {
    await using project = makeProject({ 'spec/openapi.yaml': withCallback })
    await project.run(['generate'])
    await using receiver = await receive()
    const service = await project.start(['--dev-key'], { variables: { COATCHECK_EGRESS_ALLOW_LOOPBACK: '1' } })
    const callbackUrl = `${receiver.origin}/hook?token=hidden`
    const job = await submit(service.origin, keyIn(service.lines), 4, { callbackUrl })
    const { headers, body } = await receiver.first

    const { endpoints } = JSON.parse((await project.run(['endpoints', 'ls', '--json'])).stdout)
    expect(endpoints).toMatchObject([{ origin: receiver.origin, owner: 'api-key:dev' }])
    const secret = (await project.run(['endpoints', 'reveal', endpoints[0].id])).stdout.trim()
    expect(() => new Webhook(secret).verify(body, headers)).not.toThrow()

    const delivery = await delivered(project, job)
    expect(delivery).toMatchObject({ id: headers['webhook-id'], endpoint: endpoints[0].id, attempts: 1 })
    const shown = (await project.run(['deliveries', 'show', delivery.id, '--job', job])).stdout
    expect(shown).toContain('http_204')
    expect(shown).not.toContain('hidden')
  })

  it('that are unknown are said to be unknown', async () => {
    await using project = await withDatabase()
    expectSentence(await project.run(['endpoints', 'reveal', 'ep_1']), 'There is no endpoint ep_1 in this database.')
    const id = `job_${'0'.repeat(22)}`
    expectSentence(await project.run(['deliveries', 'ls', '--job', id]), `There is no job ${id} in this database.`)
  })
})

describe('commands on a database', () => {
  it('never make one, and never migrate it', async () => {
    await using project = await generated()
    expectSentence(await project.run(['keys', 'create', '--owner', 'ann']), 'There is no database')
    expect(existsSync(join(project.directory, '.coatcheck'))).toBe(false)
    project.write('empty.db', '')
    expectSentence(
      await project.run(['jobs', 'ls', '--db', 'empty.db']),
      'is older than this version of Coatcheck, or empty',
    )
  })

  it('take the file from --db before the configuration', async () => {
    await using project = await generated({ 'coatcheck.config.ts': "export default { database: 'configured.db' }" })
    await stop(await project.start(['--db', 'given.db']))
    expect(existsSync(join(project.directory, 'given.db'))).toBe(true)
    expect((await project.run(['keys', 'ls', '--db', 'given.db'])).code).toBe(0)
    expectSentence(await project.run(['keys', 'ls']), 'configured.db')
  })
})

describe('doctor', () => {
  it('finds a healthy installation healthy', async () => {
    await using project = await withDatabase()
    const { code, stdout } = await project.run(['doctor', '--json'])
    const { healthy, findings } = JSON.parse(stdout)
    expect({ code, healthy }).toEqual({ code: 0, healthy: true })
    const subjects = findings.map(({ subject }: { subject: string }) => subject)
    expect(subjects).toEqual([
      'node',
      'spec',
      'generated',
      'handlers',
      'config',
      'secret key',
      'disk',
      'database',
      'jobs',
      'endpoints',
      ...[
        'servers',
        'clock',
        'log',
        'incarnation',
        'queue',
        'stuck jobs',
        'abandoned runs',
        'deliveries',
        'schedules',
        'files',
        'file contents',
      ],
    ])
  })

  it('names a stub, jobs that no handler here would take, and a disabled endpoint, as warnings (D17)', async () => {
    await using project = await withDatabase()
    change(project, waitingJob, disabledEndpoint)
    project.write(
      'spec/openapi.yaml',
      spec.replace('/doubles:', '/twofolds:').replace('operationId: double', 'operationId: twofold'),
    )
    await project.run(['generate'])
    const { code, stdout } = await project.run(['doctor'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^warning +handlers +Still generated stubs: twofold\.$/m)
    expect(stdout).toMatch(/^warning +jobs +.*1 of double, which the spec does not have\.$/m)
    expect(stdout).toMatch(/^warning +endpoints +Disabled: ep_1 \(https:\/\/example\.com, gone\)\.$/m)
  })

  it('names jobs of a newer definition than the one here (D17)', async () => {
    await using project = await withDatabase()
    change(project, waitingJob.replace("'double', 1", "'double', 2"))
    expect((await project.run(['doctor'])).stdout).toMatch(/^warning +jobs +.*1 of double revision 2, which is newer/m)
  })

  it.each([
    ['a stale generated/', (project: TestProject) => project.write('spec/openapi.yaml', `${spec}#\n`), 'generated'],
    ['a broken spec', (project: TestProject) => project.write('spec/openapi.yaml', 'openapi: 3.1.0\n'), 'spec'],
    [
      'a broken handler',
      (project: TestProject) => project.write('handlers/double.ts', 'throw new Error()'),
      'handlers',
    ],
    ['a bad config', (project: TestProject) => project.write('coatcheck.config.ts', 'export default 1'), 'config'],
    ['a damaged database', (project: TestProject) => project.write('.coatcheck/jobs.db', 'x'.repeat(8192)), 'database'],
    ['a wrong key file', (project: TestProject) => project.write('.coatcheck/jobs.db.key', 'x'), 'secret key'],
  ])('calls %s a problem, and exits 1', async (_, harm, subject) => {
    await using project = await withDatabase()
    harm(project)
    const { code, stdout } = await project.run(['doctor'])
    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`^problem +${subject} `, 'm'))
  })
})

const throwing = `import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', () => {
  throw new Error('boom at db')
})
`

const endless = `import { defineHandler } from '../generated/index.ts'

export default defineHandler('double', (_, job) => new Promise((_resolve, reject) => {
  job.signal.addEventListener('abort', () => reject(job.signal.reason))
}))
`

const withCallback = spec
  .replace('number: { type: integer } }', 'number: { type: integer }, callbackUrl: { type: string, format: uri } }')
  .replace(
    'components:',
    `      callbacks:
        doubled:
          "{$request.body#/callbackUrl}":
            post:
              operationId: onDoubled
              x-webhook: { on: [succeeded] }
              responses: { 2XX: { description: Received } }
components:`,
  )

const waitingJob = `insert into job (
  id, operation, contract_revision, tenant, owner, state, priority, run_at, revision, attempt, max_attempts, crashes, interrupts,
  epoch, created_at, updated_at, retention_ms, tombstone_ms
) values ('job_1', 'double', 1, 'default', 'dev', 'ready', 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1)`

const disabledEndpoint = `insert into endpoint (id, tenant, owner, kind, origin, created_at, sealed_secret, disabled_at, disabled_reason)
values ('ep_1', 'default', 'dev', 'implicit', 'https://example.com', 0, 'v1', 1, 'gone')`

function change(project: TestProject, ...statements: readonly string[]): void {
  const database = new Database(join(project.directory, '.coatcheck/jobs.db'))
  for (const statement of statements) database.exec(statement)
  database.close()
}

async function withDatabase(): Promise<TestProject> {
  const project = await generated()
  await stop(await project.start())
  return project
}

async function stop(service: Running): Promise<void> {
  service.signal('SIGTERM')
  expect(await service.ended).toBe(0)
}

async function delivered(project: TestProject, job: string): Promise<{ readonly id: string }> {
  for (;;) {
    const { stdout } = await project.run(['deliveries', 'ls', '--job', job, '--json'])
    const [delivery] = JSON.parse(stdout).deliveries
    if (delivery.state === 'delivered') return delivery
  }
}

interface Receiver extends AsyncDisposable {
  readonly origin: string
  readonly first: Promise<{ readonly headers: Record<string, string>; readonly body: string }>
}

/** A receiver of webhooks that takes whatever comes. */
async function receive(): Promise<Receiver> {
  const server: Server = createServer()
  const { promise, resolve } = Promise.withResolvers<Awaited<Receiver['first']>>()
  server.on('request', async (request: IncomingMessage, response) => {
    const body = (await request.setEncoding('utf8').toArray()).join('')
    const entries = Object.entries(request.headers).map(([name, value]) => [name, String(value)])
    response.writeHead(204).end(() => resolve({ headers: Object.fromEntries(entries), body }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    first: promise,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
