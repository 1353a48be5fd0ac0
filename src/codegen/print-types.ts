/** Prints types of openapi-typescript for the generated face, with components under their short names. */
import ts from 'typescript'
import { withPercent } from './percent.ts'
import type { TypeNodes } from './type-nodes.ts'

export interface TypePrinter {
  /** The text of a schema's type at an indentation of so many levels; 'unknown' for a schema it was not given. */
  print(schema: string, level: number): string
  /** The declaration of a schema's type under a name: an interface where it has members, since the compiler names those in what it says. */
  declare(schema: string, name: string): string
  /** The short names that were printed so far. */
  readonly used: ReadonlySet<string>
}

/** A printer for these types; `aliases` are the short names of components. */
export function createTypePrinter(types: TypeNodes, aliases: ReadonlyMap<string, string>): TypePrinter {
  const used = new Set<string>()
  const textOf = (node: ts.TypeNode | undefined): string =>
    node === undefined ? 'unknown' : printNode(withAliases(node, aliases, used))
  return {
    used,
    print: (schema, level) => indent(textOf(types.schemas.get(schema)), level),
    declare(schema, name) {
      const node = types.schemas.get(schema)
      const members = node === undefined ? undefined : (types.objects.get(componentOf(node) ?? '') ?? node)
      return members !== undefined && ts.isTypeLiteralNode(members)
        ? `export interface ${name} ${textOf(members)}\n`
        : `export type ${name} = ${textOf(node)};\n`
    },
  }
}

const emptyFile = ts.createSourceFile('index.ts', '', ts.ScriptTarget.ESNext)
const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed })

function printNode(node: ts.Node): string {
  return withPercent(printer.printNode(ts.EmitHint.Unspecified, node, emptyFile))
}

function withAliases(node: ts.TypeNode, aliases: ReadonlyMap<string, string>, used: Set<string>): ts.Node {
  const visit = (current: ts.Node): ts.Node => {
    const alias = aliases.get(componentOf(current) ?? '')
    if (alias === undefined) return ts.visitEachChild(current, visit, undefined)
    used.add(alias)
    return ts.factory.createTypeReferenceNode(alias)
  }
  return visit(node)
}

/** 'Report' for `components["schemas"]["Report"]`. */
function componentOf(node: ts.Node): string | undefined {
  if (!ts.isIndexedAccessTypeNode(node) || !ts.isIndexedAccessTypeNode(node.objectType)) return undefined
  const { objectType: root, indexType: section } = node.objectType
  const isComponents =
    ts.isTypeReferenceNode(root) && ts.isIdentifier(root.typeName) && root.typeName.text === 'components'
  return isComponents && literalText(section) === 'schemas' ? literalText(node.indexType) : undefined
}

function literalText(node: ts.TypeNode): string | undefined {
  return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? node.literal.text : undefined
}

function indent(text: string, level: number): string {
  return text.replaceAll('\n', `\n${'    '.repeat(level)}`)
}
