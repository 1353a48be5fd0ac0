import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { keyIn, post, submit, untilStatus } from './caller.ts'
import { expectSentence, generated, handler, makeProject, spec, type TestProject } from './project.ts'

describe('start', () => {
  it('says once where it listens, answers there, and exits 0 on SIGTERM', async () => {
    await using project = await generated()
    const service = await project.start()
    expect(service.origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await fetch(`${service.origin}/openapi.json`)).status).toBe(200)
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
    // Closed in good order: the whole database is in its file, and can be copied.
    expect(existsSync(join(project.directory, '.coatcheck/jobs.db-wal'))).toBe(false)
    expect(service.lines).toEqual([`listening on ${service.origin}`])
    expect(service.stderr()).toContain(`"docs at ${service.origin}/docs"`)
  })

  it('exits 0 on SIGINT as well', async () => {
    await using project = await generated()
    const service = await project.start()
    service.signal('SIGINT')
    expect(await service.ended).toBe(0)
  })

  it('finishes what runs before it exits', async () => {
    await using project = await generated({ 'handlers/double.ts': gated })
    const service = await project.start(['--dev-key'])
    const job = await submit(service.origin, keyIn(service.lines), 21)
    await untilStatus(project, job, 'running')
    service.signal('SIGTERM')
    await service.logged('Stopping')
    project.write('gate', 'open')
    expect(await service.ended).toBe(0)
    const { stdout } = await project.run(['jobs', 'show', job, '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ status: 'succeeded', attempt: 1 })
  })

  it('hands what runs back at once on a second signal, and the next start finishes it', async () => {
    await using project = await generated({ 'handlers/double.ts': gated })
    const service = await project.start(['--dev-key'])
    const job = await submit(service.origin, keyIn(service.lines), 21)
    await untilStatus(project, job, 'running')
    service.signal('SIGTERM')
    await service.logged('Stopping')
    service.signal('SIGTERM')
    expect(await service.ended).toBe(0)
    project.write('gate', 'open')
    await project.start()
    await untilStatus(project, job, 'succeeded')
    // Well under the time that a single signal gives a handler.
  }, 20_000)

  it('with --dev-key prints a key on a new database, once, that has every scope', async () => {
    await using project = await generated()
    const service = await project.start(['--dev-key'])
    const key = keyIn(service.lines)
    expect(await submit(service.origin, key, 4)).toMatch(/^job_/)
    service.signal('SIGTERM')
    await service.ended
    const again = await project.start(['--dev-key'])
    expect(again.lines).toEqual([`listening on ${again.origin}`])
    expect((await post(again.origin, key, 5)).status).toBe(202)
  })

  it('makes no key when nobody asks and nobody watches', async () => {
    await using project = await generated()
    await project.start()
    expect((await project.run(['keys', 'ls'])).stdout).toBe('no keys\n')
  })

  it('makes the key of its secrets beside a new database and says so (SE-2)', async () => {
    await using project = await generated()
    const service = await project.start()
    const file = join(project.directory, '.coatcheck/jobs.db.key')
    expect(existsSync(file)).toBe(true)
    expect(service.stderr()).toContain(`Made ${file}`)
    expect(service.stderr()).not.toContain(readFileSync(file, 'utf8').trim())
  })

  it('writes its log as JSON lines to standard error, at the level that is asked for', async () => {
    await using project = await generated()
    const variables = { COATCHECK_LOG_LEVEL: 'silent', COATCHECK_SECRET_KEY: Buffer.alloc(32).toString('base64') }
    const quiet = await project.start([], { variables })
    expect(quiet.stderr()).toBe('')
  })

  it('warns of stubs, of loopback callbacks, of unknown variables, and of links that lead nowhere (D12, D15, R-WEB-1)', async () => {
    await using project = await generated()
    project.write(
      'spec/openapi.yaml',
      spec.replace('/doubles:', '/twofolds:').replace('operationId: double', 'operationId: twofold'),
    )
    await project.run(['generate'])
    const variables = { COATCHECK_EGRESS_ALLOW_LOOPBACK: '1', COATCHECK_PROT: '1' }
    const service = await project.start(['--host', '0.0.0.0'], { variables })
    const logged = service.stderr()
    expect(logged).toContain('whose work fails with not-implemented: twofold.')
    expect(logged).toContain('egress.allowLoopback is on')
    expect(logged).toContain('COATCHECK_PROT is unknown; did you mean COATCHECK_PORT?')
    expect(logged).toContain('Listening on all interfaces (0.0.0.0) without a public URL')
  })
})

describe('a running service', () => {
  it('survives a promise that a handler forgot, and logs it', async () => {
    await using project = await generated({
      'handlers/double.ts': forgetful("void Promise.reject(new Error('forgotten'))"),
    })
    const service = await project.start(['--dev-key'])
    const job = await submit(service.origin, keyIn(service.lines), 1)
    await untilStatus(project, job, 'succeeded')
    await service.logged('process.rejection-unhandled')
    expect((await post(service.origin, keyIn(service.lines), 2)).status).toBe(202)
  })

  it('ends with one sentence and exit 1 on an exception out of nowhere', async () => {
    const thrower = "setImmediate(() => { throw new Error('out of nowhere') })"
    await using project = await generated({ 'handlers/double.ts': forgetful(thrower) })
    const service = await project.start(['--dev-key'])
    await submit(service.origin, keyIn(service.lines), 1)
    expect(await service.ended).toBe(1)
    expect(service.stderr()).toMatch(
      /^coatcheck: unexpected error: out of nowhere\. Run again with --debug for the stack\.$/m,
    )
  })

  it('ends with one sentence and exit 1 when its database is deleted, and keeps nothing that would be lost', async () => {
    await using project = await generated()
    const service = await project.start(['--dev-key'])
    await submit(service.origin, keyIn(service.lines), 1)
    rmSync(join(project.directory, '.coatcheck/jobs.db'))
    expect(await service.ended).toBe(1)
    expect(service.stderr()).toMatch(/^coatcheck: .*jobs\.db was deleted or moved away .*\(database-gone\)$/m)
  })

  it('ends the same way when its database may not be read or written any more', async () => {
    await using project = await generated()
    const service = await project.start([], { bound: true })
    chmodSync(join(project.directory, '.coatcheck/jobs.db'), 0)
    expect(await service.ended).toBe(1)
    expect(service.stderr()).toMatch(/^coatcheck: .*jobs\.db cannot be used any more: .*\(database-gone\)$/m)
  })

  it('ends itself and names the job when a handler never lets the event loop go (T9)', async () => {
    const timed = spec.replace(
      'poll: { initial: 1s, max: 1s }',
      'poll: { initial: 1s, max: 1s }\n        timeout: { attempt: 1s }',
    )
    await using project = await generated({ 'handlers/double.ts': forgetful('while (true) {}') })
    project.write('spec/openapi.yaml', timed)
    await project.run(['generate'])
    const service = await project.start(['--dev-key'])
    const job = await submit(service.origin, keyIn(service.lines), 1)
    // Until the attempt's second and its grace of five are over.
    expect(await service.ended).toBeNull()
    expect(service.stderr()).toContain('"event":"loop.blocked"')
    expect(service.stderr()).toMatch(new RegExp(`^coatcheck: A handler has blocked .*${job}.*\\(loop-blocked\\)$`, 'm'))
  })

  it('ends with one sentence and exit 1 when nobody can tell what a commit came to (R-INI-9)', async () => {
    await using project = await generated()
    // The file may not grow past a megabyte, which SQLite meets as an I/O error in the middle of COMMIT.
    const limited = { executable: 'bash', node: ['-c', 'ulimit -f 1024; exec "$0" "$@"', process.execPath] }
    const service = await project.start(['--dev-key'], limited)
    const postTooMuch = async () => {
      for (let count = 0; count < 10; count += 1) {
        await post(service.origin, keyIn(service.lines), count, { padding: 'x'.repeat(200_000) })
      }
    }
    await expect(postTooMuch()).rejects.toThrow()
    expect(await service.ended).toBe(1)
    expect(service.stderr()).toMatch(/^coatcheck: Writing to .* failed, and it is not known whether/m)
  })
})

describe('start refuses, with one sentence and exit 1,', () => {
  it('a port that is in use, and leaves nothing on the disk', async () => {
    await using project = await generated()
    const occupant = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => occupant.once('listening', resolve))
    const { port } = occupant.address() as AddressInfo
    expectSentence(await project.run(['start', '--port', String(port)]), `Port ${port} is in use`)
    expect(existsSync(join(project.directory, '.coatcheck'))).toBe(false)
    occupant.close()
  })

  it('a folder it cannot write to', async () => {
    await using project = await generated()
    const inFile = join(project.directory, 'package.json/jobs.db')
    const sentence = `${inFile} cannot be made: ${join(project.directory, 'package.json')} is no folder. Name another file`
    expectSentence(await project.run(['start', '--port', '0', '--db', inFile]), sentence)
    expectSentence(await project.run(['jobs', 'ls', '--db', inFile]), sentence)
    expect(await databaseFindings(project, inFile)).toEqual([
      { status: 'problem', message: expect.stringContaining(sentence) },
    ])
  })

  it.runIf(process.platform === 'linux')('a folder that cannot be made, at once, and doctor says so', async () => {
    await using project = await generated()
    expectSentence(
      await project.run(['start', '--port', '0', '--db', '/proc/x/y']),
      'Cannot make the folder /proc/x: no such file or directory (ENOENT).',
    )
    expectSentence(
      await project.run(['start', '--port', '0', '--db', '/proc/x.db']),
      'Cannot open /proc/x.db.key: no such file or directory (ENOENT). Name another database with --db. (database-unusable)',
    )
    expect(await databaseFindings(project, '/proc/x/y')).toEqual([
      { status: 'problem', message: '/proc/x/y cannot be made: /proc takes no files. Name another file with --db.' },
    ])
  })

  it('a file of another program, named as what it is, before it asks for a key; and doctor finds the same once', async () => {
    await using project = await generated({ 'notes.db': 'not a database' })
    const foreign = join(project.directory, 'users.db')
    new Database(foreign).exec('create table users (id)').close()
    const about = {
      [foreign]: `${foreign} is the SQLite database of another program, with the tables users.`,
      [join(project.directory, 'notes.db')]: 'notes.db is no SQLite database.',
      [join(project.directory, 'spec')]: 'spec is a folder.',
    }
    for (const [file, sentence] of Object.entries(about)) {
      expectSentence(await project.run(['start', '--port', '0', '--db', file]), sentence)
      expectSentence(await project.run(['keys', 'ls', '--db', file]), sentence)
      expect(await databaseFindings(project, file)).toEqual([
        { status: 'problem', message: expect.stringContaining(sentence) },
      ])
    }
  })

  it.runIf(process.getuid?.() === 0)('a folder it may not write to', async () => {
    await using project = await generated()
    const locked = join(project.directory, 'locked')
    mkdirSync(locked, { mode: 0o555 })
    const finished = await project.run(['start', '--port', '0', '--db', join(locked, 'new/jobs.db')], { bound: true })
    expectSentence(finished, 'permission denied (EACCES)')
  })

  it('a file where a folder of the project goes, as every other command does', async () => {
    await using project = await generated()
    for (const name of ['generated', 'handlers', '.coatcheck']) {
      const path = join(project.directory, name)
      rmSync(path, { recursive: true, force: true })
      writeFileSync(path, 'mine')
      expectSentence(await project.run(['start', '--port', '0']), `${path} is no folder`)
      if (name !== '.coatcheck') {
        const sentence = `${path} is no folder, and the project needs a folder there. Move it away; coatcheck generate makes`
        expectSentence(await project.run(['generate']), sentence)
        expectSentence(await project.run(['doctor']), '(project-invalid)')
      }
      rmSync(path)
      if (name !== '.coatcheck') expect(await project.run(['generate'])).toMatchObject({ code: 0 })
    }
  })

  it('a project without generated/', async () => {
    await using project = makeProject()
    expectSentence(await project.run(['start', '--port', '0']), 'generated/ is missing: run coatcheck generate.')
  })

  it('a generated/ that is not of this spec', async () => {
    await using project = await generated()
    project.write('spec/openapi.yaml', `${spec}# changed\n`)
    expectSentence(await project.run(['start', '--port', '0']), 'generated/ is stale: run coatcheck generate.')
  })

  it('a handler that does not load', async () => {
    await using project = await generated()
    project.write('handlers/double.ts', "import './gone.ts'\nexport default 1\n")
    expectSentence(await project.run(['start', '--port', '0']), 'The handlers cannot be loaded: ')
  })

  it('a database of a newer version, as every other command does', async () => {
    await using project = await generated()
    const file = await madeDatabase(project)
    const database = new Database(file)
    database.pragma('user_version = 99')
    database.close()
    for (const args of [
      ['start', '--port', '0'],
      ['jobs', 'ls'],
      ['keys', 'ls'],
    ]) {
      expectSentence(await project.run(args), `The database ${file} has version 99`)
    }
  })

  it('a database whose key is gone, until it is back (SE-2)', async () => {
    await using project = await generated()
    const file = await madeDatabase(project)
    renameSync(`${file}.key`, `${file}.kept`)
    for (const args of [
      ['start', '--port', '0'],
      ['keys', 'ls'],
    ]) {
      expectSentence(await project.run(args), `The database ${file} holds secrets, and their key is missing.`)
    }
    const variables = { COATCHECK_SECRET_KEY_FILE: `${file}.kept` }
    expect((await project.run(['keys', 'ls'], { variables })).code).toBe(0)
  })

  it('a database under another key than its own (SE-2)', async () => {
    await using project = await generated()
    await madeDatabase(project)
    const variables = { COATCHECK_SECRET_KEY: Buffer.alloc(32).toString('base64') }
    expectSentence(await project.run(['start', '--port', '0'], { variables }), 'key')
  })

  it.each([
    ['--port', '65536'],
    ['--port', 'http'],
    ['--role', 'both'],
  ])('%s %s', async (flag, value) => {
    await using project = makeProject()
    expectSentence(await project.run(['start', flag, value]), `'${value}' is invalid`)
  })
})

describe('start refuses, with the diagnostics,', () => {
  it('a broken spec', async () => {
    await using project = await generated()
    project.write('spec/openapi.yaml', spec.replace('operationId: double', 'operationId: 7'))
    const { code, stdout, stderr } = await project.run(['start', '--port', '0'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^spec\/openapi\.yaml:\d+:\d+ error CC\d{3} /m)
  })

  it('an operation that anybody may call without the spec saying so (D12, SC-2)', async () => {
    await using project = makeProject()
    project.write(
      'spec/openapi.yaml',
      spec.replace('security:\n  - apiKey: []\n', '').replace(/ +security:\n +- apiKey: \["doubles:write"\]\n/, ''),
    )
    expect((await project.run(['generate'])).code).toBe(0)
    const { code, stderr } = await project.run(['start', '--port', '0'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/warning CC\d{3} /)
    expect(stderr).toContain('must be mended first')
  })

  it('what is generated and cannot be served yet, by its key (D12)', async () => {
    await using project = makeProject()
    project.write('spec/openapi.yaml', `${spec}x-rate-limit: { submit: { limit: 10, window: 1m } }\n`)
    expect((await project.run(['generate'])).code).toBe(0)
    const { code, stdout, stderr } = await project.run(['start', '--port', '0'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/warning CC600 `x-rate-limit`/)
    expect(stderr).toContain('must be mended first')
  })

  it('every one of several reasons, each with its place and its way out, and nothing that it would serve', async () => {
    await using project = makeProject()
    const limited = `${spec}x-rate-limit: { submit: { limit: 10, window: 1m } }\n`
    project.write(
      'spec/openapi.yaml',
      limited.replace('security:\n  - apiKey: []\n', '').replace(/ +security:\n +- apiKey: \["doubles:write"\]\n/, ''),
    )
    expect((await project.run(['generate'])).code).toBe(0)
    const { code, stdout, stderr } = await project.run(['start', '--port', '0'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    const codes = [...stderr.matchAll(/^spec\/openapi\.yaml:\d+:\d+ warning (CC\d{3}) /gm)].map(([, code]) => code)
    expect(codes).toEqual(['CC500', 'CC600'])
    expect(stderr.match(/^ {2}[A-Z].*\.\n {2}`coatcheck start` refuses this\.$/gm)).toHaveLength(2)
    expect(stderr).toMatch(/^coatcheck: The spec has 2 warnings .*\(spec-invalid\)$/m)
  })
})

function forgetful(statement: string): string {
  return handler.replace('({ double: body.number * 2 })', `{ ${statement}; return { double: body.number * 2 } }`)
}

/** Waits until the project has a file named `gate`, whatever its signal says. */
const gated = `import { existsSync, watch } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineHandler } from '../generated/index.ts'

const folder = fileURLToPath(new URL('..', import.meta.url))

export default defineHandler('double', async ({ body }) => {
  await new Promise<void>((resolve) => {
    const watcher = watch(folder, look)
    function look() {
      if (!existsSync(folder + 'gate')) return
      watcher.close()
      resolve()
    }
    look()
  })
  return { double: body.number * 2 }
})
`

/** What `doctor` finds about the database, its key and its disk. */
async function databaseFindings(project: TestProject, file: string): Promise<object[]> {
  const { stdout } = await project.run(['doctor', '--json', '--db', file])
  const { findings }: { readonly findings: { subject: string; status: string; message: string }[] } = JSON.parse(stdout)
  return findings
    .filter(({ subject }) => ['database', 'secret key', 'disk', 'endpoints'].includes(subject))
    .map(({ status, message }) => ({ status, message }))
}

async function madeDatabase(project: TestProject): Promise<string> {
  const service = await project.start()
  service.signal('SIGTERM')
  await service.ended
  return join(project.directory, '.coatcheck/jobs.db')
}
