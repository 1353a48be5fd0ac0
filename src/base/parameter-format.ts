/** How a value is written as text in a path, a query, a header or a cookie, and what the text is turned into. */
import type { JsonValue } from './json.ts'

export type ParameterLocation = 'path' | 'query' | 'header' | 'cookie'
export type ParameterStyle = 'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject'

/** All that is needed to read a parameter from the text of a request. */
export interface ParameterFormat {
  readonly name: string
  readonly in: ParameterLocation
  readonly required: boolean
  readonly style: ParameterStyle
  readonly explode: boolean
  /** `content`: the text is JSON of that media type instead of a styled value. */
  readonly json: boolean
  /** `allowEmptyValue`: an empty text is as good as none. */
  readonly emptyIsAbsent?: true
  /** What the text is turned into before validation. */
  readonly shape: ParameterShape
  readonly default?: JsonValue
}

/** The primitive types a text may become, tried in this order, or a container of them. */
export type ParameterShape =
  | { readonly kind: 'primitive'; readonly types: readonly PrimitiveType[] }
  | {
      readonly kind: 'array'
      /** Of the first items, where the schema has a place for each. */
      readonly places?: readonly (readonly PrimitiveType[])[]
      readonly items: readonly PrimitiveType[]
    }
  | {
      readonly kind: 'object'
      readonly properties: Readonly<Record<string, readonly PrimitiveType[]>>
      readonly others: readonly PrimitiveType[]
    }

export type PrimitiveType = 'integer' | 'number' | 'boolean' | 'null' | 'string'
