/** Kinds of settings: each reads a value from a config file or a text from a variable or flag, or says what it expected. */
import { parseDuration } from '../base/duration.ts'
import { parseSize } from '../base/size.ts'

export interface Setting<Value> {
  /** Dotted name in `coatcheck.config.ts`: 'egress.allowLoopback'. */
  readonly name: string
  /** The environment variable that sets it. */
  readonly variable: string
  readonly standard: Value
  /** Whether its value in a config file is an object of names that are not known here. */
  readonly isGroup?: true
  /** What a good value is, to finish the sentence "must be …". */
  readonly expected: string
  /** A value as a config file writes it; undefined when it does not fit. */
  readonly fromValue: (value: unknown) => Value | undefined
  /** The same from text. */
  readonly fromText: (text: string) => Value | undefined
}

type Naming<Value> = Pick<Setting<Value>, 'name' | 'variable' | 'standard'>

/** Text that is not empty. */
export function textSetting<Value extends string | undefined>(naming: Naming<Value>): Setting<Value | string> {
  const fromValue = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : undefined)
  return { ...naming, expected: 'a text that is not empty', fromValue, fromText: fromValue }
}

/** An absolute http or https URL without query, fragment or credentials; kept without its trailing slash. */
export function urlSetting(naming: Naming<undefined>): Setting<string | undefined> {
  const fromText = (text: string) => {
    const url = URL.parse(text)
    if (url === null || !/^https?:$/.test(url.protocol)) return undefined
    if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') return undefined
    return url.href.replace(/\/+$/, '')
  }
  return {
    ...naming,
    expected: 'an absolute http or https URL without query, fragment and credentials',
    fromValue: (value) => (typeof value === 'string' ? fromText(value) : undefined),
    fromText,
  }
}

/** A whole number within bounds. */
export function integerSetting(naming: Naming<number>, least: number, most: number): Setting<number> {
  const fromValue = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : undefined
  return {
    ...naming,
    expected: `a whole number from ${least} to ${most}`,
    fromValue,
    fromText: (text) => (/^\d{1,9}$/.test(text) ? fromValue(Number(text)) : undefined),
  }
}

/** Yes or no; as text `1`, `true`, `0` or `false`. */
export function booleanSetting(naming: Naming<boolean>): Setting<boolean> {
  const words: Readonly<Record<string, boolean>> = { '1': true, true: true, '0': false, false: false }
  return {
    ...naming,
    expected: 'true or false',
    fromValue: (value) => (typeof value === 'boolean' ? value : undefined),
    fromText: (text) => words[text],
  }
}

/** A duration within bounds, written like '15s', kept in milliseconds. */
export function durationSetting(naming: Naming<number>, least: string, most: string): Setting<number> {
  const fromText = (text: string) => {
    const ms = parseDuration(text)
    const fits = ms !== undefined && ms >= (parseDuration(least) ?? 0) && ms <= (parseDuration(most) ?? 0)
    return fits ? ms : undefined
  }
  return {
    ...naming,
    expected: `a duration from '${least}' to '${most}'`,
    fromValue: (value) => (typeof value === 'string' ? fromText(value) : undefined),
    fromText,
  }
}

/** A number of bytes within bounds, written like '512MB'. */
export function sizeSetting(naming: Naming<number>, least: string, most: string): Setting<number> {
  const fromText = (text: string) => {
    const bytes = parseSize(text)
    const fits = bytes !== undefined && bytes >= (parseSize(least) ?? 0) && bytes <= (parseSize(most) ?? 0)
    return fits ? bytes : undefined
  }
  return {
    ...naming,
    expected: `a size from '${least}' to '${most}'`,
    fromValue: (value) => (typeof value === 'string' ? fromText(value) : undefined),
    fromText,
  }
}

/** One of a few words. */
export function choiceSetting<Word extends string>(naming: Naming<Word>, words: readonly Word[]): Setting<Word> {
  const fromText = (text: string) => words.find((word) => word === text)
  return {
    ...naming,
    expected: `one of ${words.map((word) => `'${word}'`).join(', ')}`,
    fromValue: (value) => (typeof value === 'string' ? fromText(value) : undefined),
    fromText,
  }
}

/** One of a few words for each of some names; as text `name=word,other=word`. Names are checked by whoever knows them. */
export function choicesSetting<Word extends string>(
  naming: Naming<Readonly<Record<string, Word>>>,
  words: readonly Word[],
): Setting<Readonly<Record<string, Word>>> {
  const fromEntries = (entries: readonly (readonly [string, unknown])[]) => {
    const chosen = entries.flatMap(([name, value]) =>
      words.filter((word) => word === value && name !== '').map((word) => [name, word] as const),
    )
    return chosen.length === entries.length ? Object.fromEntries(chosen) : undefined
  }
  return {
    ...naming,
    isGroup: true,
    expected: `one of ${words.map((word) => `'${word}'`).join(', ')} for each name`,
    fromValue: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? fromEntries(Object.entries(value))
        : undefined,
    fromText: (text) => fromEntries(text.split(',').map((pair) => toEntry(pair.trim()))),
  }
}

/** Operations may hold any character; a word holds no '='. */
function toEntry(pair: string): readonly [string, string] {
  const at = pair.lastIndexOf('=')
  return at === -1 ? ['', ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
}
