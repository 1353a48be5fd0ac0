/**
 * The docs of a service: pages that need no script, no network and no other file. Keys are paths below the public base, spelled as they
 * stand in a URL; links between pages are absolute, so that they hold whatever the trailing slash. A page is rendered when its text is first
 * read: a service with hundreds of operations has pages that nobody opens.
 */
import { operationDocsUrl, problemUrl } from '../contract/links.ts'
import type { Registry } from '../contract/registry.ts'
import type { CommandContext } from './curl.ts'
import { indexPage } from './index-page.ts'
import { jobsPage } from './jobs-page.ts'
import { operationPage } from './operation-page.ts'
import { htmlType, type Page, type Site } from './page.ts'
import { knownProblems, problemListPage, problemMeanings, problemPage } from './problem-pages.ts'
import { webhooksPage } from './webhooks-page.ts'

/** What pages are made of. `published` is not read before a page is. */
export type DocsSource = Pick<Registry, 'contract' | 'published'>

/**
 * Every page: 'docs', 'docs/jobs', 'docs/webhooks' if endpoints hear any, 'docs/problems', 'docs/operations/<id>' and 'problems/<code>'. `base` is the public base
 * without a trailing slash.
 *
 * @example renderDocs(registry, 'https://api.example.com/v1').get('docs/operations/createReport')?.text
 */
export function renderDocs(source: DocsSource, base: string): ReadonlyMap<string, Page> {
  const { contract } = source
  const site: Site = { title: contract.title, version: contract.version, base }
  const context = contextOf(source, base)
  const meanings = once(() => Map.groupBy(problemMeanings(contract), (meaning) => meaning.code))
  return new Map([
    ['docs', whenRead(() => indexPage(site, context))],
    ['docs/jobs', whenRead(() => jobsPage(site, context))],
    ...(contract.webhooks.length === 0
      ? []
      : [['docs/webhooks', whenRead(() => webhooksPage(site, context))] satisfies [string, Page]]),
    ['docs/problems', whenRead(() => problemListPage(site, [...meanings().values()].flat()))],
    ...contract.operations.map((operation): [string, Page] => [
      keyOf(operationDocsUrl('', operation.id)),
      whenRead(() => operationPage(site, context, operation)),
    ]),
    ...knownProblems(contract).map((code): [string, Page] => [
      keyOf(problemUrl('', code)),
      whenRead(() => problemPage(site, code, meanings().get(code) ?? [])),
    ]),
  ])
}

function contextOf(source: DocsSource, base: string): CommandContext {
  return {
    contract: source.contract,
    base,
    get published() {
      return source.published
    },
  }
}

function whenRead(render: () => Page): Page {
  const page = once(render)
  return {
    mediaType: htmlType,
    get text() {
      return page().text
    },
  }
}

function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => {
    made ??= make()
    return made
  }
}

function keyOf(path: string): string {
  return path.slice(1)
}
