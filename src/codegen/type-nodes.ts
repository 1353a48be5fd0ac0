/**
 * Runs openapi-typescript once over a document and the schemas of handlers' inputs and results, which it sees as components with names of
 * ours, and takes the two apart again: `openapi.ts` shows the document alone.
 */
import { astToString, type GlobalContext, type OpenAPI3, resolveRef, transformSchema } from 'openapi-typescript'
import ts from 'typescript'
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { discriminated } from './discriminated.ts'
import { ownType } from './own-type.ts'
import { withoutPercent, withPercent } from './percent.ts'
import { pathShortener } from './short-path.ts'
import { typableDocument } from './typable-schemas.ts'

export interface TypeNodes {
  /** The text of `openapi.ts` below its banner. */
  readonly document: string
  /** The types of the schemas handed in, by their names. */
  readonly schemas: ReadonlyMap<string, ts.TypeNode>
  /** The types of the document's own components that have members to be listed. */
  readonly objects: ReadonlyMap<string, ts.TypeLiteralNode>
  /** Helper types that openapi-typescript declares beside its exports, by name. */
  readonly helpers: ReadonlyMap<string, string>
}

/** Not how the name of a component of a document begins. */
const prefix = 'coatcheck..'

/** Under which name a schema handed in is among the components, for others to refer to it. */
export const componentName = (schema: string): string => prefix + schema

/** Whether others may refer to a component: the document's own, and those that one direction has otherwise. */
const isNamed = (component: string): boolean => !component.startsWith(prefix) || component.includes('::')

/** The types of a document and of schemas that may refer into it. */
export function typeNodes(document: JsonObject, schemas: ReadonlyMap<string, JsonValue>): TypeNodes {
  const components = isJsonObject(document.components) ? document.components : {}
  const own = isJsonObject(components.schemas) ? components.schemas : {}
  const found = new Map<string, ts.TypeNode>()
  const added: [string, JsonValue][] = []
  for (const [name, schema] of schemas) {
    const component = referredComponent(schema)
    if (component === undefined) added.push([componentName(name), schema])
    else found.set(name, componentType(component))
  }
  const extended = {
    ...document,
    components: { ...components, schemas: { ...own, ...Object.fromEntries(added) } },
  }
  const { document: told, discriminators } = discriminated(withoutPercent(typableDocument(extended)), isNamed)
  const plain = asOpenApi(told)
  const nodes = transformSchema(plain, contextOf(plain, discriminators))
  const objects = new Map<string, ts.TypeLiteralNode>()
  const kept = nodes.map((node) => withoutOurs(node, { schemas: found, objects }))
  return { document: withPercent(astToString(kept)), schemas: found, objects, helpers: helperTypes(nodes) }
}

/** The component that a schema is, when it is nothing but a reference to one: half of all schemas are. */
function referredComponent(schema: JsonValue): string | undefined {
  if (!isJsonObject(schema) || typeof schema.$ref !== 'string' || Object.keys(schema).length !== 1) return undefined
  return /^#\/components\/schemas\/([\w.-]+)$/.exec(schema.$ref)?.[1]
}

/** `components["schemas"]["Report"]` */
function componentType(component: string): ts.TypeNode {
  const literal = (text: string) => ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(text))
  const schemas = ts.factory.createIndexedAccessTypeNode(
    ts.factory.createTypeReferenceNode('components'),
    literal('schemas'),
  )
  return ts.factory.createIndexedAccessTypeNode(schemas, literal(component))
}

/** The compiler has checked that it is OpenAPI. */
function asOpenApi(document: JsonObject): OpenAPI3 {
  return document as unknown as OpenAPI3
}

/**
 * What openapi-typescript's own entry makes of its options. That entry would also bundle and lint, which takes most of its time; the
 * document is in one piece and checked already.
 */
function contextOf(document: OpenAPI3, discriminators: GlobalContext['discriminators']): GlobalContext {
  const options = { silent: true }
  const shorten = pathShortener(discriminators)
  return {
    ...off,
    silent: true,
    discriminators,
    injectFooter: [],
    postTransform: undefined,
    transform: (schema, within) => {
      shorten(within)
      return ownType(schema, within)
    },
    transformProperty: undefined,
    // Only the bundler reads it.
    redoc: undefined as unknown as GlobalContext['redoc'],
    resolve: cached((ref) => resolveRef(document, ref, options)) as GlobalContext['resolve'],
  }
}

/** A large document refers to the same few hundred places ten thousand times. */
function cached(resolve: (ref: string) => unknown): (ref: string) => unknown {
  const found = new Map<string, unknown>()
  return (ref) => {
    if (!found.has(ref)) found.set(ref, resolve(ref))
    return found.get(ref)
  }
}

/** `defaultNonNullable`: a member with a default may still be missing, since validators never fill one in. */
const off = {
  additionalProperties: false,
  alphabetize: false,
  arrayLength: false,
  defaultNonNullable: false,
  emptyObjectsUnknown: true,
  enum: false,
  enumValues: false,
  conditionalEnums: false,
  dedupeEnums: false,
  excludeDeprecated: false,
  exportType: false,
  immutable: false,
  rootTypes: false,
  rootTypesNoSchemaPrefix: false,
  rootTypesKeepCasing: false,
  pathParamsAsTypes: false,
  propertiesRequiredByDefault: false,
  makePathsEnum: false,
  generatePathParams: false,
  readWriteMarkers: false,
} as const

interface Found {
  readonly schemas: Map<string, ts.TypeNode>
  readonly objects: Map<string, ts.TypeLiteralNode>
}

/** Moves the types of our components from `components.schemas` into `found`. */
function withoutOurs(node: ts.Node, found: Found): ts.Node {
  if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'components') return node
  const members = node.members.map((member) => {
    const isSchemas = ts.isPropertySignature(member) && nameOf(member) === 'schemas'
    if (!isSchemas || member.type === undefined || !ts.isTypeLiteralNode(member.type)) return member
    const rest = member.type.members.filter((schema) => !takeOurs(schema, found))
    return ts.factory.updatePropertySignature(
      member,
      member.modifiers,
      member.name,
      member.questionToken,
      rest.length === 0
        ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword)
        : ts.factory.createTypeLiteralNode(rest),
    )
  })
  return ts.factory.updateInterfaceDeclaration(
    node,
    node.modifiers,
    node.name,
    node.typeParameters,
    node.heritageClauses,
    members,
  )
}

function takeOurs(schema: ts.TypeElement, { schemas, objects }: Found): boolean {
  const name = nameOf(schema)
  if (name === undefined || !ts.isPropertySignature(schema) || schema.type === undefined) return false
  if (name.startsWith(prefix)) {
    schemas.set(withPercent(name.slice(prefix.length)), schema.type)
    return true
  }
  if (ts.isTypeLiteralNode(schema.type)) objects.set(withPercent(name), schema.type)
  return false
}

function nameOf({ name }: ts.TypeElement): string | undefined {
  return name !== undefined && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? name.text : undefined
}

function helperTypes(nodes: readonly ts.Node[]): ReadonlyMap<string, string> {
  const helpers = new Map<string, string>()
  for (const node of nodes) {
    if (!ts.isTypeAliasDeclaration(node)) continue
    if (node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue
    helpers.set(node.name.text, astToString(node).trim())
  }
  return helpers
}
