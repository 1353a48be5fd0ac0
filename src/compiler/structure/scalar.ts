/** Texts, numbers, flags and lists against the range their shape gives them. */
import { formatDuration, parseDuration } from '../../base/duration.ts'
import { canonicalJson, isJsonObject, type JsonValue } from '../../base/json.ts'
import { parseSize } from '../../base/size.ts'
import { didYouMean } from '../diagnostics/did-you-mean.ts'
import type { ListShape, NumberShape, Shape } from '../shapes/shape.ts'

export interface ScalarFault {
  readonly message: string
  readonly hint?: string | undefined
}

/** What is wrong with a value of the right type, or undefined. */
export function scalarFault(value: JsonValue, shape: Shape): ScalarFault | undefined {
  if (typeof value === 'string') return textFault(value, shape)
  if (typeof value === 'number' && shape.type === 'number') return numberFault(value, shape)
  if (shape.type === 'boolean' && shape.only !== undefined && value !== shape.only) {
    return { message: `Only \`${shape.only}\` can stand here`, hint: 'Take the key out instead.' }
  }
  if (Array.isArray(value) && shape.type === 'list')
    return lengthFault(value.length, shape) ?? repeatFault(value, shape)
  if (isJsonObject(value) && shape.type === 'map' && shape.one === true && Object.keys(value).length !== 1) {
    return { message: 'Exactly one entry is needed here' }
  }
  return undefined
}

function textFault(value: string, shape: Shape): ScalarFault | undefined {
  switch (shape.type) {
    case 'text':
      if (shape.oneOf !== undefined && !shape.oneOf.includes(value)) return choiceFault(value, shape.oneOf)
      return shape.pattern === undefined || shape.pattern.matches.test(value)
        ? undefined
        : { message: `\`${value}\` must be ${shape.pattern.as}` }
    case 'duration':
      return durationFault(value, shape)
    case 'size':
      return parseSize(value) === undefined
        ? { message: `\`${value}\` is not a size`, hint: 'Write bytes with their unit: `500KB`, `50MB`, `1GiB`.' }
        : undefined
    default:
      return undefined
  }
}

const choiceFault = (value: string, choices: readonly string[]): ScalarFault => ({
  message: `\`${value}\` must be one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`,
  hint: didYouMean(value, choices),
})

function durationFault(value: string, { minMs, maxMs }: Extract<Shape, { type: 'duration' }>): ScalarFault | undefined {
  const ms = parseDuration(value)
  if (ms === undefined) {
    return {
      message: `\`${value}\` is not a duration`,
      hint: 'Write `30s`, `5m`, `2h`, `7d` or ISO 8601 like `PT30S`.',
    }
  }
  if (ms >= minMs && ms <= maxMs) return undefined
  return { message: `\`${value}\` must be between ${formatDuration(minMs)} and ${formatDuration(maxMs)}` }
}

function numberFault(value: number, { integer, min, max, above }: NumberShape): ScalarFault | undefined {
  if (integer === true && !Number.isInteger(value)) return { message: `${value} must be a whole number` }
  if (above !== undefined && value <= above) return { message: `${value} must be more than ${above}` }
  if (min !== undefined && value < min) return { message: `${value} must be at least ${min}` }
  if (max !== undefined && value > max) return { message: `${value} must be at most ${max}` }
  return undefined
}

function lengthFault(length: number, { min, max }: ListShape): ScalarFault | undefined {
  if (min !== undefined && length < min) return { message: `The list needs at least ${min} of them` }
  if (max !== undefined && length > max) return { message: `The list may have at most ${max} of them` }
  return undefined
}

function repeatFault(items: readonly JsonValue[], { unique }: ListShape): ScalarFault | undefined {
  if (unique !== true) return undefined
  const texts = items.map(canonicalJson)
  const repeated = items.find((_, index) => texts.indexOf(texts[index] ?? '') < index)
  return repeated === undefined ? undefined : { message: `\`${String(repeated)}\` stands twice in the list` }
}
