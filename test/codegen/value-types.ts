/** Tells of values which of them the generated type of a schema takes: as types of their own, so that freshness and widening play no part. */
import type { JsonObject, JsonValue } from '../../src/base/json.ts'
import { asGenerated, generateText, makeProject } from './project.ts'
import { typeErrors } from './type-errors.ts'

export interface Shape {
  readonly schema: JsonObject
  readonly values: readonly JsonValue[]
}

/** For each shape, those of its values that a handler may return. One type check does for all. */
export async function typesTake(
  shapes: readonly Shape[],
  components: JsonObject = {},
): Promise<readonly (readonly JsonValue[])[]> {
  const generated = asGenerated(await generateText(specOf(shapes, components)))
  const files = shapes.flatMap(({ values }, shape) =>
    values.map((value, index) => [fileOf(shape, index), source(shape, value)] as const),
  )
  const project = await makeProject({ ...generated, ...Object.fromEntries(files) })
  const errors = typeErrors(project, [...files.map(([file]) => file), 'generated/openapi.ts', 'generated/client.ts'])
  const wrong = new Set(errors.map((error) => error.slice(0, error.indexOf(': '))))
  const broken = errors.filter((error) => error.startsWith('generated/'))
  if (broken.length > 0) throw new Error(broken.join('\n'))
  return shapes.map(({ values }, shape) => values.filter((_, index) => !wrong.has(fileOf(shape, index))))
}

const fileOf = (shape: number, index: number): string => `${shape}-${index}.ts`

const source = (shape: number, value: JsonValue): string =>
  `import type { Operations } from './generated/operations.ts'
export const take = (value: ${typeOf(value)}): Operations['op${shape}']['result'] => value
`

/** The type that nothing but the value has. */
function typeOf(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(typeOf).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${typeOf(member)}`)
  return `{ ${members.join('; ')} }`
}

function specOf(shapes: readonly Shape[], schemas: JsonObject): string {
  const operation = (operationId: string, schema: JsonObject) => ({
    operationId,
    'x-async-operation': {},
    responses: { 201: { description: 'Made', content: { 'application/json': { schema } } } },
  })
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Types', version: '1' },
    servers: [{ url: 'https://example.com' }],
    security: [{ key: [] }],
    paths: Object.fromEntries(
      shapes.map(({ schema }, index) => [`/${index}`, { post: operation(`op${index}`, schema) }]),
    ),
    components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-api-key' } }, schemas },
  })
}
