/** The words that the tables of shapes are written in. */
import type { Field, ListShape, Shape, TextPattern, TextShape, Versions } from './shape.ts'

export const any: Shape = { type: 'any' }
export const text: TextShape = { type: 'text' }
export const prose: TextShape = { type: 'text', prose: true }
export const boolean: Shape = { type: 'boolean' }
/** A value that nobody compares. */
export const example: Shape = { type: 'prose' }

export const from31: Versions = ['3.1', '3.2']
export const from32: Versions = ['3.2']
export const until31: Versions = ['3.0', '3.1']
export const only30: Versions = ['3.0']

export const object = (name: string): Shape => ({ type: 'object', name })
export const listOf = (of: Shape): ListShape => ({ type: 'list', of })
export const mapOf = (of: Shape, keys?: TextPattern): Shape => (keys ? { type: 'map', of, keys } : { type: 'map', of })
export const oneOf = (...values: readonly string[]): TextShape => ({ type: 'text', oneOf: values })

export const optional = (shape: Shape, versions?: Versions): Field => (versions ? { shape, versions } : { shape })
export const required = (shape: Shape, versions?: Versions): Field => ({ shape, required: versions ?? true })

/** A schema; `true` and `false` are ones since 3.1. */
export const schema: Shape = { type: 'either', of: [object('schema'), { type: 'boolean', versions: from31 }] }
export const docs: Field = optional({ type: 'object', name: 'externalDocs', prose: true })
