/** How a parameter is written in a request. The deserialiser states here what it needs to know; a contract's `Parameter` has it. */
import type { JsonValue } from '../base/json.ts'

/** What the deserialiser needs to know of a parameter; a contract's `Parameter` is one. */
export interface ParameterFormat {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  readonly required: boolean
  readonly style: 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'
  readonly explode: boolean
  /** The text is JSON. */
  readonly json: boolean
  readonly shape: ParameterShape
  readonly default?: JsonValue
}

export type ParameterShape =
  | { readonly kind: 'primitive'; readonly types: readonly PrimitiveType[] }
  | { readonly kind: 'array'; readonly items: readonly PrimitiveType[] }
  | {
      readonly kind: 'object'
      readonly properties: Readonly<Record<string, readonly PrimitiveType[]>>
      readonly others: readonly PrimitiveType[]
    }

export type PrimitiveType = 'integer' | 'number' | 'boolean' | 'null' | 'string'
