/**
 * Makes the one frozen `Config` out of everything that may set it: flags, then variables, then the project's file, then the defaults.
 * Refuses unknown names and values out of range, all in one message that says where each stands.
 */
import { isAbsolute, resolve } from 'node:path'
import { closestName } from '../base/closest-name.ts'
import { Fault } from '../base/fault.ts'
import type { Config, ConfigInput } from './config.ts'
import type { Setting } from './setting.ts'
import { otherVariables, settings } from './settings.ts'

/** Everything that may set something, the strongest first. */
export interface ConfigSources {
  /** Already typed by the command line. */
  readonly flags: Pick<ConfigInput, 'host' | 'port' | 'database'>
  /** The process's environment; only `COATCHECK_*` is looked at. */
  readonly variables: Readonly<Record<string, string | undefined>>
  /** What the project's config file exports; undefined without one. */
  readonly file: unknown
  /** Absolute. Paths in the file are relative to it. */
  readonly project: string
  /** Absolute. Paths in flags and variables are relative to it, as in any shell. */
  readonly workingDirectory: string
}

/**
 * The deployment's configuration, complete and frozen.
 *
 * @example resolveConfig({ flags: {}, variables: {}, file: { port: 0 }, project: '/srv/app', workingDirectory: '/srv/app' })
 */
export function resolveConfig(sources: ConfigSources): Config {
  const layers = layersOf(sources)
  const problems = [...problemsOfNames(layers.file), ...layers.all.flatMap(problemsOfValues)]
  if (problems.length > 0) throw new Fault('config-invalid', `${problems.join('. ')}.`)
  const read = <Value>(setting: Setting<Value>): Value => firstValue(setting, layers.all)
  const path = (setting: Setting<string | undefined>) => absolutePath(setting, layers.all, sources)
  return deepFreeze({
    publicUrl: read(settings.publicUrl),
    host: read(settings.host),
    port: read(settings.port),
    database: path(settings.database) ?? resolve(sources.project, settings.database.standard),
    databaseWriter: read(settings.databaseWriter),
    litestream: read(settings.litestream),
    concurrency: read(settings.concurrency),
    runner: read(settings.runner),
    runners: read(settings.runners),
    runnerMemoryBytes: read(settings.runnerMemoryBytes),
    egress: { allowLoopback: read(settings.allowLoopback) },
    secrets: { keyFile: path(settings.keyFile) },
    webhooks: {
      concurrency: read(settings.deliveries),
      perEndpoint: read(settings.deliveriesPerEndpoint),
      timeoutMs: read(settings.deliveryTimeoutMs),
      nudge: read(settings.nudge),
    },
    log: { level: read(settings.logLevel) },
  })
}

/** Variables that look like ours and are not, each with the one that was probably meant. */
export function unknownVariables(variables: ConfigSources['variables']): readonly string[] {
  const known = [...Object.values(settings).map((setting) => setting.variable), ...otherVariables]
  return Object.keys(variables)
    .filter((name) => name.startsWith('COATCHECK_') && !known.includes(name))
    .map((name) => `The variable ${name} is unknown${didYouMean(name, known)}`)
}

/** One place that may set things: a text or a value by the setting's dotted name. */
interface Layer {
  readonly kind: 'text' | 'value'
  readonly values: ReadonlyMap<string, unknown>
  /** Where relative paths start. */
  readonly directory: string
  /** How a message names a setting of this layer. */
  readonly label: (setting: Setting<unknown>) => string
}

function layersOf(sources: ConfigSources): { readonly all: readonly Layer[]; readonly file: Layer } {
  const inFile = (setting: Setting<unknown>) => `${setting.name} in coatcheck.config.ts`
  const file = { kind: 'value', values: flatten(sources.file), directory: sources.project, label: inFile } as const
  const flags: Layer = {
    kind: 'value',
    values: flatten(sources.flags),
    directory: sources.workingDirectory,
    label: (setting) => (setting.name === 'database' ? '--db' : `--${setting.name}`),
  }
  const variables: Layer = {
    kind: 'text',
    values: valuesOfVariables(sources.variables),
    directory: sources.workingDirectory,
    label: (setting) => setting.variable,
  }
  return { all: [flags, variables, file], file }
}

/** An empty variable counts as unset, as container files and CI systems leave them. */
function valuesOfVariables(variables: ConfigSources['variables']): ReadonlyMap<string, unknown> {
  const set = Object.values(settings).filter((setting) => (variables[setting.variable] ?? '') !== '')
  return new Map(set.map((setting) => [setting.name, variables[setting.variable]]))
}

const groups: ReadonlySet<string> = new Set(
  Object.values(settings).flatMap((setting: Setting<unknown>) => (setting.isGroup === true ? [setting.name] : [])),
)

/** Leaves by dotted name; what is undefined is not there. A root that is no object becomes the leaf ''. */
function flatten(value: unknown, name = ''): ReadonlyMap<string, unknown> {
  if (value === undefined) return new Map()
  const isLeaf = typeof value !== 'object' || value === null || Array.isArray(value) || groups.has(name)
  if (isLeaf) return new Map([[name, value]])
  return new Map(
    Object.entries(value).flatMap(([key, member]) => [...flatten(member, name === '' ? key : `${name}.${key}`)]),
  )
}

function problemsOfNames(file: Layer): readonly string[] {
  const known = Object.values(settings).map((setting) => setting.name)
  return [...file.values.keys()]
    .filter((name) => !known.some((one) => one === name))
    .map((name) =>
      name === ''
        ? 'coatcheck.config.ts must export an object by default: export default defineConfig({ … })'
        : `Unknown key ${name} in coatcheck.config.ts${didYouMean(name, known)}`,
    )
}

function problemsOfValues(layer: Layer): readonly string[] {
  return Object.values(settings).flatMap((setting: Setting<unknown>) => {
    if (!layer.values.has(setting.name) || valueIn(setting, layer) !== undefined) return []
    const written = JSON.stringify(layer.values.get(setting.name)) ?? 'something else'
    return [`${layer.label(setting)} must be ${setting.expected}, not ${written}`]
  })
}

function firstValue<Value>(setting: Setting<Value>, layers: readonly Layer[]): Value {
  for (const layer of layers) {
    const value = valueIn(setting, layer)
    if (value !== undefined) return value
  }
  return setting.standard
}

function valueIn<Value>(setting: Setting<Value>, layer: Layer): Value | undefined {
  const value = layer.values.get(setting.name)
  if (value === undefined) return undefined
  return layer.kind === 'text' && typeof value === 'string' ? setting.fromText(value) : setting.fromValue(value)
}

function absolutePath(
  setting: Setting<string | undefined>,
  layers: readonly Layer[],
  { project }: ConfigSources,
): string | undefined {
  const layer = layers.find((one) => valueIn(setting, one) !== undefined)
  const path = firstValue(setting, layers)
  if (path === undefined || isAbsolute(path)) return path
  return resolve(layer?.directory ?? project, path)
}

function didYouMean(written: string, known: readonly string[]): string {
  const meant = closestName(written, known)
  return meant === undefined ? '' : `; did you mean ${meant}?`
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const member of Object.values(value)) if (typeof member === 'object' && member !== null) deepFreeze(member)
  return Object.freeze(value)
}
