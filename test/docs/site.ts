/** Renders the docs of spec text, and reads pages as a browser would. */
import { expand } from '../../src/compiler/expand/expand.ts'
import type { Page } from '../../src/docs/page.ts'
import { renderDocs } from '../../src/docs/render-docs.ts'
import { compileText } from '../compiler/compile-text.ts'

export const base = 'https://api.acme.test/v1'

export function renderText(text: string): ReadonlyMap<string, Page> {
  const { spec, diagnostics } = compileText(text)
  if (spec === undefined) throw new Error(JSON.stringify(diagnostics, null, 2))
  return renderDocs({ contract: spec.contract, published: expand(spec) }, base)
}

export function pageText(pages: ReadonlyMap<string, Page>, key: string): string {
  const page = pages.get(key)
  if (page === undefined) throw new Error(`There is no page ${key}; there are ${[...pages.keys()].join(' ')}`)
  return page.text
}

/** The text of every code block, as it is copied. */
export function codeBlocks(page: string): readonly string[] {
  return [...page.matchAll(/<pre tabindex="0"><code>([\s\S]*?)<\/code><\/pre>/g)].map((match) => decode(match[1] ?? ''))
}

/** Code blocks that are commands. */
export function commandsIn(page: string): readonly string[] {
  return codeBlocks(page).filter((text) => /^(curl|JOB=|while|export) ?/.test(text))
}

export function decode(markup: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return markup.replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => named[name] ?? '')
}
