/** Texts, numbers, flags and lists against the range their shape gives them. */
import { formatDuration, parseDuration } from '../../base/duration.ts'
import { canonicalJson, isJsonObject, type JsonValue } from '../../base/json.ts'
import { parseSize } from '../../base/size.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import type { ListShape, NumberShape, Shape, TextShape } from '../shapes/shape.ts'

export interface Misfit {
  readonly message: string
  readonly hint?: string | undefined
}

/** What is wrong with a value of the right type, or undefined. */
export function misfitOf(value: JsonValue, shape: Shape): Misfit | undefined {
  if (typeof value === 'string') return textMisfit(value, shape)
  if (typeof value === 'number' && shape.type === 'number') return numberMisfit(value, shape)
  if (shape.type === 'boolean' && shape.only !== undefined && value !== shape.only) {
    return { message: `Only \`${shape.only}\` can stand here`, hint: 'Take the key out instead.' }
  }
  if (Array.isArray(value) && shape.type === 'list')
    return lengthMisfit(value.length, shape) ?? repeatMisfit(value, shape)
  if (isJsonObject(value) && shape.type === 'map' && shape.one === true && Object.keys(value).length !== 1) {
    return { message: 'Exactly one entry is needed here' }
  }
  return undefined
}

function textMisfit(value: string, shape: Shape): Misfit | undefined {
  switch (shape.type) {
    case 'text':
      if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) return choiceMisfit(value, shape)
      return shape.pattern === undefined || shape.pattern.matches.test(value)
        ? undefined
        : { message: `\`${value}\` must be ${shape.pattern.as}` }
    case 'duration':
      return durationMisfit(value, shape)
    case 'size':
      return parseSize(value) === undefined
        ? { message: `\`${value}\` is not a size`, hint: 'Write bytes with their unit: `500KB`, `50MB`, `1GiB`.' }
        : undefined
    default:
      return undefined
  }
}

function choiceMisfit(value: string, { oneOf: choices = [], instead = new Map() }: TextShape): Misfit {
  return {
    message: `\`${value}\` must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
    hint: instead.get(value.toLowerCase()) ?? choiceHint(value, choices),
  }
}

/** Of a few choices none is likelier than the others: `sync` is as far from `both` as anybody can tell. */
function choiceHint(value: string, choices: readonly string[]): string | undefined {
  if (choices.length < 4) return `Write ${choices.map((choice) => `\`${choice}\``).join(' or ')}.`
  const longer = value.length < 3 ? [] : choices.filter((choice) => choice.startsWith(value.toLowerCase()))
  return longer.length === 1 ? `Did you mean \`${longer[0]}\`?` : didYouMean(value, choices)
}

function durationMisfit(value: string, { minMs, maxMs }: Extract<Shape, { type: 'duration' }>): Misfit | undefined {
  const ms = parseDuration(value)
  if (ms === undefined) {
    return {
      message: `\`${value}\` is not a duration`,
      hint: 'Write `30s`, `5m`, `2h`, `7d` or ISO 8601 like `PT30S`.',
    }
  }
  if (ms >= minMs && ms <= maxMs) return undefined
  const [least, most] = [formatDuration(minMs), formatDuration(maxMs)]
  return {
    message: `\`${value}\` must be between ${least} and ${most}`,
    hint: `Write a duration from \`${least}\` to \`${most}\`.`,
  }
}

function numberMisfit(value: number, shape: NumberShape): Misfit | undefined {
  const { integer, min, max, above } = shape
  const hint = rangeHint(shape)
  if (integer === true && !Number.isInteger(value)) return { message: `${value} must be a whole number`, hint }
  if (above !== undefined && value <= above) return { message: `${value} must be more than ${above}`, hint }
  if (min !== undefined && value < min) return { message: `${value} must be at least ${min}`, hint }
  if (max !== undefined && value > max) return { message: `${value} must be at most ${max}`, hint }
  return undefined
}

function rangeHint({ integer, min, max, above }: NumberShape): string {
  const what = integer === true ? 'a whole number' : 'a number'
  if (above !== undefined) return `Write ${what} above ${above}.`
  if (min !== undefined && max !== undefined) return `Write ${what} from ${min} to ${max}.`
  return min === undefined ? `Write ${what}.` : `Write ${what}, ${min} or more.`
}

function lengthMisfit(length: number, { min, max }: ListShape): Misfit | undefined {
  if (min !== undefined && length < min) return { message: `The list needs at least ${min} of them` }
  if (max !== undefined && length > max) return { message: `The list may have at most ${max} of them` }
  return undefined
}

function repeatMisfit(items: readonly JsonValue[], { unique }: ListShape): Misfit | undefined {
  if (unique !== true) return undefined
  const texts = items.map(canonicalJson)
  const repeated = items.find((_, index) => texts.indexOf(texts[index] ?? '') < index)
  return repeated === undefined ? undefined : { message: `\`${String(repeated)}\` stands twice in the list` }
}
