/**
 * The docs of a service: pages that need no script, no network and no other file. Keys are paths below the public base, spelled as they
 * stand in a URL; links between pages are absolute, so that they hold whatever the trailing slash.
 */
import type { JsonObject } from '../base/json.ts'
import type { Contract } from '../contract/contract.ts'
import { operationDocsUrl, problemUrl } from '../contract/links.ts'
import type { CommandContext } from './curl.ts'
import { indexPage } from './index-page.ts'
import { jobsPage } from './jobs-page.ts'
import { operationPage } from './operation-page.ts'
import type { Page, Site } from './page.ts'
import { problemListPage, problemMeanings, problemPage } from './problem-pages.ts'

/**
 * Renders every page: 'docs', 'docs/jobs', 'docs/problems', 'docs/operations/<id>' and 'problems/<code>'. `base` is the public base
 * without a trailing slash.
 *
 * @example renderDocs(contract, published, 'https://api.example.com/v1').get('docs/operations/createReport')
 */
export function renderDocs(contract: Contract, published: JsonObject, base: string): ReadonlyMap<string, Page> {
  const site: Site = { title: contract.title, version: contract.version, base }
  const context: CommandContext = { contract, published, base }
  const meanings = Map.groupBy(problemMeanings(contract), (meaning) => meaning.code)
  return new Map([
    ['docs', indexPage(site, context)],
    ['docs/jobs', jobsPage(site, context)],
    ['docs/problems', problemListPage(site, [...meanings.values()].flat())],
    ...contract.operations.map((operation): [string, Page] => [
      keyOf(operationDocsUrl('', operation.id)),
      operationPage(site, context, operation),
    ]),
    ...[...meanings].map(([code, all]): [string, Page] => [keyOf(problemUrl('', code)), problemPage(site, code, all)]),
  ])
}

function keyOf(path: string): string {
  return path.slice(1)
}
