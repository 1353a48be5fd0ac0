/** Every setting of a deployment in one table: its name in the config file, its variable, its default, and what it accepts. */
import { type RunnerName, runnerNames } from '../base/runner-name.ts'
import type { Config } from './config.ts'
import {
  booleanSetting,
  choiceSetting,
  choicesSetting,
  durationSetting,
  integerSetting,
  type Setting,
  sizeSetting,
  textSetting,
  urlSetting,
} from './setting.ts'

interface Settings {
  readonly publicUrl: Setting<string | undefined>
  readonly host: Setting<string>
  readonly port: Setting<number>
  readonly database: Setting<string>
  readonly databaseWriter: Setting<Config['databaseWriter']>
  readonly litestream: Setting<boolean>
  readonly concurrency: Setting<number>
  readonly runner: Setting<RunnerName>
  readonly runners: Setting<Config['runners']>
  readonly runnerMemoryBytes: Setting<number>
  readonly allowLoopback: Setting<boolean>
  readonly keyFile: Setting<string | undefined>
  readonly deliveries: Setting<number>
  readonly deliveriesPerEndpoint: Setting<number>
  readonly deliveryTimeoutMs: Setting<number>
  readonly nudge: Setting<boolean>
  readonly logLevel: Setting<Config['log']['level']>
}

export const settings: Settings = {
  publicUrl: urlSetting({ name: 'publicUrl', variable: 'COATCHECK_PUBLIC_URL', standard: undefined }),
  host: textSetting({ name: 'host', variable: 'COATCHECK_HOST', standard: '127.0.0.1' }),
  port: integerSetting({ name: 'port', variable: 'COATCHECK_PORT', standard: 8080 }, 0, 65_535),
  database: textSetting({ name: 'database', variable: 'COATCHECK_DB', standard: '.coatcheck/jobs.db' }),
  databaseWriter: choiceSetting<Config['databaseWriter']>(
    { name: 'databaseWriter', variable: 'COATCHECK_DATABASE_WRITER', standard: 'main' },
    ['main', 'thread'],
  ),
  litestream: booleanSetting({ name: 'litestream', variable: 'COATCHECK_LITESTREAM', standard: false }),
  concurrency: integerSetting({ name: 'concurrency', variable: 'COATCHECK_CONCURRENCY', standard: 10 }, 1, 1_000),
  runner: choiceSetting<RunnerName>({ name: 'runner', variable: 'COATCHECK_RUNNER', standard: 'inline' }, runnerNames),
  runners: choicesSetting<RunnerName>({ name: 'runners', variable: 'COATCHECK_RUNNERS', standard: {} }, runnerNames),
  runnerMemoryBytes: sizeSetting(
    { name: 'runnerMemory', variable: 'COATCHECK_RUNNER_MEMORY', standard: 512_000_000 },
    '64MB',
    '64GB',
  ),
  allowLoopback: booleanSetting({
    name: 'egress.allowLoopback',
    variable: 'COATCHECK_EGRESS_ALLOW_LOOPBACK',
    standard: false,
  }),
  keyFile: textSetting({ name: 'secrets.keyFile', variable: 'COATCHECK_SECRET_KEY_FILE', standard: undefined }),
  deliveries: integerSetting(
    { name: 'webhooks.concurrency', variable: 'COATCHECK_WEBHOOKS_CONCURRENCY', standard: 32 },
    1,
    1_000,
  ),
  deliveriesPerEndpoint: integerSetting(
    { name: 'webhooks.perEndpoint', variable: 'COATCHECK_WEBHOOKS_PER_ENDPOINT', standard: 4 },
    1,
    100,
  ),
  deliveryTimeoutMs: durationSetting(
    { name: 'webhooks.timeout', variable: 'COATCHECK_WEBHOOKS_TIMEOUT', standard: 15_000 },
    '1s',
    '30s',
  ),
  nudge: booleanSetting({ name: 'webhooks.nudge', variable: 'COATCHECK_WEBHOOKS_NUDGE', standard: true }),
  logLevel: choiceSetting<Config['log']['level']>(
    { name: 'log.level', variable: 'COATCHECK_LOG_LEVEL', standard: 'info' },
    ['debug', 'info', 'warn', 'error', 'silent'],
  ),
}

/** Variables of the framework that are no settings: the key itself never stands in a config value (SE-2). */
export const otherVariables: readonly string[] = ['COATCHECK_SECRET_KEY']
