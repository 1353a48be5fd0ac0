import { describe, expect, it } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { validatorOf } from '../schema/validator-of.ts'
import { anySchemas } from './any-schema.ts'
import { components, conditions, keys, refusals, type SchemaShape } from './schema-shapes.ts'
import { valuesNear } from './shape-values.ts'
import { typesTake } from './value-types.ts'

const chosenFor = ({ fits, misfits, loose = [] }: SchemaShape) => [...fits, ...misfits, ...loose]

const shapes = [...conditions, ...refusals, ...keys].map((shape, index) => ({
  ...shape,
  index,
  chosen: chosenFor(shape),
  tried: valuesNear(shape.schema, components, 40),
}))

let taken: ReturnType<typeof typesTake> | undefined

/** Those of the values that the type takes; all shapes are checked at once, since a type check takes its time. */
async function typedIn(index: number, values: readonly JsonValue[]): Promise<readonly JsonValue[]> {
  taken ??= typesTake(
    shapes.map(({ schema, chosen, tried }) => ({ schema, values: [...chosen, ...tried] })),
    components,
  )
  const its = new Set((await taken)[index])
  return values.filter((value) => its.has(value))
}

function validIn(schema: JsonObject, values: readonly JsonValue[]): readonly JsonValue[] {
  const validate = validatorOf(schema, { schemas: components, direction: 'response' })
  return values.filter((value) => validate(value, false).length === 0)
}

describe('a type and the validator of the same schema', () => {
  it.each(shapes)('agree on $title', async ({ index, schema, chosen, fits, loose = [] }) => {
    const typed = await typedIn(index, chosen)
    expect({ valid: validIn(schema, chosen), typed }).toEqual({ valid: fits, typed: [...fits, ...loose] })
  })
})

describe('the type of a schema', () => {
  it.each(shapes)('takes whatever is valid: $title', async ({ index, schema, tried }) => {
    const typed = await typedIn(index, tried)
    expect(validIn(schema, tried).filter((value) => !typed.includes(value))).toEqual([])
  })

  it.each(shapes.filter(({ exact }) => exact))('takes nothing else: $title', async ({ index, schema, tried }) => {
    expect(await typedIn(index, tried)).toEqual(validIn(schema, tried))
  })
})

describe('the type of any schema', () => {
  it('takes whatever is valid', async () => {
    const tried = anySchemas(240)
      .map((schema) => ({ schema, values: validIn(schema, valuesNear(schema, {}, 40)) }))
      .filter(({ values }) => values.length > 0)
    expect(tried.length).toBeGreaterThan(40)
    const typed = await typesTake(tried)
    const refused = tried.map(({ schema, values }, index) => ({
      schema,
      values: values.filter((value) => !typed[index]?.includes(value)),
    }))
    expect(refused.filter(({ values }) => values.length > 0)).toEqual([])
  })
})
