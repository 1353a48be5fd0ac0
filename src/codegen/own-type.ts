/**
 * The types that openapi-typescript would make wrong: tuples, objects that are closed and have no members, members that are just there, and
 * members by what their names look like.
 */
import { type SchemaObject, type TransformNodeOptions, transformSchemaObject } from 'openapi-typescript'
import ts from 'typescript'
import { keyTemplate } from './key-template.ts'
import { keyedType } from './keyed-members.ts'
import { presentType } from './typable-schemas.ts'

/** Our type of a schema, or undefined where openapi-typescript's own is right. */
export function ownType(schema: SchemaObject, options: TransformNodeOptions): ts.TypeNode | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined
  const facts: Facts = { ...schema }
  if (facts.type === presentType) return present()
  if (facts.type === keyedType) return keyed(facts.patternProperties ?? {}, options)
  if (facts.type === 'array' && Array.isArray(facts.prefixItems)) return tuple(facts, facts.prefixItems, options)
  return isClosedAndEmpty(facts) ? recordOfNever() : undefined
}

/** A schema as it may be: openapi-typescript's own type of it knows fewer keywords. */
type Facts = Readonly<Partial<Record<string, unknown>>>

const { factory } = ts

/** `NonNullable<unknown> | null` */
function present(): ts.TypeNode {
  const unknown = factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword)
  const value = factory.createTypeReferenceNode('NonNullable', [unknown])
  return factory.createUnionTypeNode([value, factory.createLiteralTypeNode(factory.createNull())])
}

/** A member of that very name, or an index signature whose key is a template. */
function keyed(patterns: object, options: TransformNodeOptions): ts.TypeNode {
  const members = Object.entries(patterns).flatMap(([pattern, schema]) => {
    const texts = keyTemplate(pattern)?.texts
    return texts === undefined ? [] : [keyedMember(texts, typeOf(schema, options))]
  })
  return factory.createTypeLiteralNode(members)
}

function keyedMember(texts: readonly string[], type: ts.TypeNode): ts.TypeElement {
  const [head = '', ...tails] = texts
  const [last, ...between] = tails.toReversed()
  if (last === undefined) {
    const name = factory.createStringLiteral(head)
    return factory.createPropertySignature(undefined, name, factory.createToken(ts.SyntaxKind.QuestionToken), type)
  }
  const spans = [
    ...between.toReversed().map((text) => factory.createTemplateMiddle(text, text)),
    factory.createTemplateTail(last, last),
  ].map((literal) => factory.createTemplateLiteralTypeSpan(anyText(), literal))
  const key = factory.createTemplateLiteralType(factory.createTemplateHead(head, head), spans)
  const parameter = factory.createParameterDeclaration(undefined, undefined, 'key', undefined, key)
  return factory.createIndexSignature(undefined, [parameter], type)
}

const anyText = (): ts.TypeNode => factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword)

/** Items may be missing from the end, and others follow, unless the schema says otherwise (JSON Schema 2020-12, 10.3.1.1). */
function tuple(schema: Facts, prefix: readonly unknown[], options: TransformNodeOptions): ts.TypeNode {
  const least = typeof schema.minItems === 'number' ? schema.minItems : 0
  const most = typeof schema.maxItems === 'number' ? schema.maxItems : Number.POSITIVE_INFINITY
  const elements = prefix.slice(0, most).map((item, index) => {
    const type = typeOf(item, options)
    return index < least ? type : factory.createOptionalTypeNode(parenthesized(type))
  })
  if (schema.items === false || most <= prefix.length) return factory.createTupleTypeNode(elements)
  const others = factory.createArrayTypeNode(typeOf(schema.items ?? true, options))
  return factory.createTupleTypeNode([...elements, factory.createRestTypeNode(others)])
}

/** A schema of the document, which the compiler has checked. */
function typeOf(schema: unknown, options: TransformNodeOptions): ts.TypeNode {
  return transformSchemaObject(schema as SchemaObject, options)
}

function parenthesized(type: ts.TypeNode): ts.TypeNode {
  return ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type) ? factory.createParenthesizedType(type) : type
}

function isClosedAndEmpty(schema: Facts): boolean {
  if (schema.type !== 'object' || schema.additionalProperties !== false || schema.nullable === true) return false
  if (['allOf', 'anyOf', 'enum', 'oneOf', 'patternProperties', '$defs'].some((key) => key in schema)) return false
  return Object.keys(schema.properties ?? {}).length === 0
}

/** `Record<string, never>` */
function recordOfNever(): ts.TypeNode {
  const never = factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword)
  return factory.createTypeReferenceNode('Record', [anyText(), never])
}
