/** The page that explains the diagnostics, `docs/diagnostics.md` of the package, by code. */
import { readFileSync } from 'node:fs'

/** The section about that code in Markdown, its heading without the marks; undefined for a code that the page does not have. */
export function diagnosticPage(code: string): string | undefined {
  return sections().get(code)?.text
}

/** Where the page explains that code: 'docs/diagnostics.md#cc307-…'. */
export function docsAnchor(code: string): string | undefined {
  const section = sections().get(code)
  return section === undefined ? undefined : `docs/diagnostics.md#${slugOf(section.heading)}`
}

interface Section {
  readonly heading: string
  readonly text: string
}

let known: ReadonlyMap<string, Section> | undefined

function sections(): ReadonlyMap<string, Section> {
  known ??= new Map(
    readFileSync(page, 'utf8')
      .split(/^(?=#{1,3} )/m)
      .flatMap(toSection),
  )
  return known
}

/** The package's own file, from `src/` and from `dist/` alike. */
const page = new URL('../../docs/diagnostics.md', import.meta.url)

function toSection(text: string): readonly (readonly [string, Section])[] {
  const heading = /^### ((CC\d{3}): .*)$/m.exec(text)
  const [whole, title = '', code = ''] = heading ?? []
  if (whole === undefined) return []
  return [[code, { heading: title, text: text.replace('### ', '').trimEnd() }]]
}

/** As GitHub makes anchors of headings. */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-')
}
