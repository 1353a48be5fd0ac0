import { describe, expect, it } from 'vitest'
import { Fault } from '../../src/base/fault.ts'
import { type ConfigSources, resolveConfig, unknownVariables } from '../../src/config/resolve-config.ts'

const nothing: ConfigSources = {
  flags: {},
  variables: {},
  file: undefined,
  project: '/srv/app',
  workingDirectory: '/home/operator',
}

describe('the configuration of a deployment', () => {
  it('is complete when nothing sets anything', () => {
    expect(resolveConfig(nothing)).toEqual({
      publicUrl: undefined,
      host: '127.0.0.1',
      port: 8080,
      database: '/srv/app/.coatcheck/jobs.db',
      databaseWriter: 'main',
      litestream: false,
      concurrency: 10,
      runner: 'inline',
      runners: {},
      runnerMemoryBytes: 512_000_000,
      egress: { allowLoopback: false },
      secrets: { keyFile: undefined },
      webhooks: { concurrency: 32, perEndpoint: 4, timeoutMs: 15_000, nudge: true },
      log: { level: 'info' },
    })
  })

  it('is frozen to the last level', () => {
    const config = resolveConfig(nothing)
    expect([config, config.egress, config.secrets, config.webhooks, config.log].every(Object.isFrozen)).toBe(true)
  })

  it('prefers flags to variables, variables to the file, the file to the defaults', () => {
    const file = { port: 1, host: 'file', concurrency: 7 }
    const variables = { COATCHECK_PORT: '2', COATCHECK_HOST: 'variable' }
    const config = resolveConfig({ ...nothing, file, variables, flags: { port: 3 } })
    expect([config.port, config.host, config.concurrency, config.log.level]).toEqual([3, 'variable', 7, 'info'])
  })

  it('reads every setting from its variable', () => {
    const config = resolveConfig({
      ...nothing,
      variables: {
        COATCHECK_PUBLIC_URL: 'https://api.example.com/v1/',
        COATCHECK_HOST: '0.0.0.0',
        COATCHECK_PORT: '0',
        COATCHECK_DB: 'jobs.db',
        COATCHECK_DATABASE_WRITER: 'thread',
        COATCHECK_LITESTREAM: 'true',
        COATCHECK_CONCURRENCY: '3',
        COATCHECK_RUNNER: 'thread',
        COATCHECK_RUNNERS: 'createReport=process, meta/a=b=inline',
        COATCHECK_RUNNER_MEMORY: '1GiB',
        COATCHECK_EGRESS_ALLOW_LOOPBACK: '1',
        COATCHECK_SECRET_KEY_FILE: 'key',
        COATCHECK_WEBHOOKS_CONCURRENCY: '5',
        COATCHECK_WEBHOOKS_PER_ENDPOINT: '2',
        COATCHECK_WEBHOOKS_TIMEOUT: '20s',
        COATCHECK_WEBHOOKS_NUDGE: 'false',
        COATCHECK_LOG_LEVEL: 'debug',
      },
    })
    expect(config).toEqual({
      publicUrl: 'https://api.example.com/v1',
      host: '0.0.0.0',
      port: 0,
      database: '/home/operator/jobs.db',
      databaseWriter: 'thread',
      litestream: true,
      concurrency: 3,
      runner: 'thread',
      runners: { createReport: 'process', 'meta/a=b': 'inline' },
      runnerMemoryBytes: 1_073_741_824,
      egress: { allowLoopback: true },
      secrets: { keyFile: '/home/operator/key' },
      webhooks: { concurrency: 5, perEndpoint: 2, timeoutMs: 20_000, nudge: false },
      log: { level: 'debug' },
    })
  })

  it('takes paths in the file from the project, and paths in flags from where the operator stands', () => {
    const file = { database: 'data/jobs.db', secrets: { keyFile: 'secret.key' } }
    expect(resolveConfig({ ...nothing, file }).database).toBe('/srv/app/data/jobs.db')
    expect(resolveConfig({ ...nothing, file }).secrets.keyFile).toBe('/srv/app/secret.key')
    expect(resolveConfig({ ...nothing, file, flags: { database: 'jobs.db' } }).database).toBe('/home/operator/jobs.db')
  })

  it('takes operations of any name in its groups, and no dotted name for one of its own', () => {
    const runners = { 'webhooks.nudge': 'thread', port: 'process' } as const
    expect(resolveConfig({ ...nothing, file: { runners } }).runners).toEqual(runners)
    expect(resolveConfig({ ...nothing, file: { runners: {} } }).runners).toEqual({})
  })

  it('counts an empty variable as unset', () => {
    expect(resolveConfig({ ...nothing, variables: { COATCHECK_PORT: '' } }).port).toBe(8080)
  })
})

describe('what the configuration refuses', () => {
  it.each([
    [
      'an unknown key, with the one that was meant',
      { prot: 1 },
      'Unknown key prot in coatcheck.config.ts; did you mean port?',
    ],
    ['a nested unknown key', { egress: { allowLoopbck: true } }, 'did you mean egress.allowLoopback?'],
    ['a key that is like no other', { telemetry: true }, 'Unknown key telemetry in coatcheck.config.ts.'],
    [
      'a number out of range',
      { port: 65_536 },
      'port in coatcheck.config.ts must be a whole number from 0 to 65535, not 65536.',
    ],
    ['a number as text', { port: '80' }, 'port in coatcheck.config.ts must be'],
    [
      'a duration out of range',
      { webhooks: { timeout: '31s' } },
      "must be a duration from '1s' to '30s', not \"31s\".",
    ],
    [
      'a runner that there is not',
      { runner: 'fiber' },
      "runner in coatcheck.config.ts must be one of 'inline', 'thread', 'process', not \"fiber\".",
    ],
    [
      'the same for one operation',
      { runners: { createReport: 'fiber' } },
      "runners in coatcheck.config.ts must be one of 'inline', 'thread', 'process' for each name, not",
    ],
    ['runners that are no object', { runners: 'thread' }, 'runners in coatcheck.config.ts must be one of'],
    ['a list of runners', { runners: ['thread'] }, 'runners in coatcheck.config.ts must be one of'],
    [
      'too little memory for a runner',
      { runnerMemory: '63MB' },
      "runnerMemory in coatcheck.config.ts must be a size from '64MB' to '64GB', not \"63MB\".",
    ],
    ['memory without a unit', { runnerMemory: 512 }, 'runnerMemory in coatcheck.config.ts must be a size'],
    ['a group that is no group', { webhooks: true }, 'Unknown key webhooks'],
    [
      'a public URL with a query',
      { publicUrl: 'https://example.com/?a=1' },
      'publicUrl in coatcheck.config.ts must be',
    ],
    ['a relative public URL', { publicUrl: '/v1' }, 'publicUrl in coatcheck.config.ts must be'],
    ['a null', { host: null }, 'host in coatcheck.config.ts must be a text that is not empty, not null.'],
    ['a config file that exports no object', 'port', 'must export an object by default'],
  ])('%s', (_, file, message) => {
    expect(faultOf({ file })).toContain(message)
  })

  it('a variable that does not fit, named as the variable', () => {
    expect(faultOf({ variables: { COATCHECK_PORT: '80a' } })).toBe(
      'COATCHECK_PORT must be a whole number from 0 to 65535, not "80a".',
    )
  })

  it('a flag that does not fit, named as the flag', () => {
    expect(faultOf({ flags: { port: -1 } })).toContain('--port must be a whole number')
  })

  it('a bad value even where a stronger source overrides it', () => {
    expect(faultOf({ flags: { port: 1 }, file: { port: 'x' } })).toContain('port in coatcheck.config.ts')
  })

  it('everything at once, so that one run shows it all', () => {
    const message = faultOf({ file: { prot: 1, host: 5 }, variables: { COATCHECK_LOG_LEVEL: 'loud' } })
    expect(message.split('. ')).toHaveLength(3)
  })
})

describe('a variable with a word for each name', () => {
  it.each(['createReport', 'createReport=', '=thread', 'createReport=thread,', 'createReport=fiber'])(
    'is refused whole when a part of it does not fit: %s',
    (text) => {
      expect(faultOf({ variables: { COATCHECK_RUNNERS: text } })).toContain('COATCHECK_RUNNERS must be one of')
    },
  )
})

describe('variables that look like ours', () => {
  it('are named with the one that was meant', () => {
    expect(unknownVariables({ COATCHECK_PRT: '1', COATCHECK_SECRET_KEY: 'x', PATH: '/bin' })).toEqual([
      'The variable COATCHECK_PRT is unknown; did you mean COATCHECK_PORT?',
    ])
  })
})

function faultOf(sources: Partial<ConfigSources>): string {
  try {
    resolveConfig({ ...nothing, ...sources })
  } catch (error) {
    if (error instanceof Fault && error.code === 'config-invalid') return error.message
    throw error
  }
  throw new Error('nothing was refused')
}
