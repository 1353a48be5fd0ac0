/** Documents for the tests of `adopt`, made from the lines of one operation. */
import { type Adoption, adoptFiles, type Proposal } from '../../src/compiler/adopt/adopt.ts'
import { withInsertions } from '../../src/compiler/adopt/insertion.ts'

/** A document with `components` (indented by two) and `paths` (indented by two). */
export function documentOf(paths: string, components = ''): string {
  return `openapi: 3.1.0
info: { title: Things, version: '1' }
security: [{ key: [] }]
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
${components}paths:
${paths}`
}

/** What adopt says of one text, and the text it would write. */
export function adoptText(text: string, path = 'spec/openapi.yaml'): Adoption & { readonly written: string } {
  const adoption = adoptFiles([{ kind: 'text', path, text }])
  return { ...adoption, written: withInsertions(text, insertionsOf(adoption.proposals)) }
}

export function insertionsOf(proposals: readonly Proposal[]): NonNullable<Proposal['insertion']>[] {
  return proposals.flatMap(({ insertion }) => (insertion === undefined ? [] : [insertion]))
}
