/** The titles of all tests of the project, read from the sources: those of test files, and those of the cases of conformance suites. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/** What is said where a test, a group of tests, or a case is named. */
export function testTitles(): readonly string[] {
  return ['test', 'src/testing'].flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => titlesOf(readFileSync(join(repository, folder, name), 'utf8'))),
  )
}

/** The titles in one file. */
export function titlesOf(text: string): readonly string[] {
  const titles: string[] = []
  const visit = (node: ts.Node): void => {
    const title = ts.isCallExpression(node)
      ? titleOfCall(node)
      : ts.isPropertyAssignment(node)
        ? titleOfCase(node)
        : undefined
    if (title !== undefined) titles.push(title)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('', text, ts.ScriptTarget.Latest))
  return titles
}

/** The first words of `it(…)`, `it.each(…)(…)`, `describe(…)` and what else declares a test. */
function titleOfCall({ expression, arguments: [first] }: ts.CallExpression): string | undefined {
  const name = rootOf(expression)
  return name !== undefined && ['it', 'test', 'describe', 'holds'].includes(name) ? textOf(first) : undefined
}

function rootOf(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node)) return node.text
  if (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) return rootOf(node.expression)
  return undefined
}

/** `'a claim': async (world) => …`. */
function titleOfCase({ name, initializer }: ts.PropertyAssignment): string | undefined {
  return ts.isStringLiteral(name) && ts.isArrowFunction(initializer) ? name.text : undefined
}

function textOf(node: ts.Node | undefined): string | undefined {
  if (node === undefined) return undefined
  if (ts.isStringLiteralLike(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')
}
