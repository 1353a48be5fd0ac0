/** One page for each problem code, whoever declares it, and the list of them: where every `type` leads (R-ERR-1). */
import type { Contract } from '../contract/contract.ts'
import { operationDocsUrl, problemUrl } from '../contract/links.ts'
import { isAsync, type Operation } from '../contract/operation.ts'
import { problemCodesOf } from '../contract/operation-problems.ts'
import { jobFailureCatalog, type ProblemDefinition, problemCatalog } from '../contract/problem-catalog.ts'
import { code as codeBlock, facts } from './elements.ts'
import { type Html, html, type Part } from './html.ts'
import { inlineMarkdown } from './markdown.ts'
import { reasonTable } from './operation-problems.ts'
import { htmlPage, type Page, type Section, type Site } from './page.ts'
import { prettyJson } from './pretty-json.ts'

/** Every meaning a code has here. */
export interface ProblemMeaning {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly retriable: boolean
  readonly help: string
  readonly kind: 'request' | 'job'
  /** Operations that answer with it; none means that any request can meet it. */
  readonly operations: readonly Operation[]
}

/** All meanings of all codes; a code that a request and a job share, or that several operations declare, has several. */
export function problemMeanings(contract: Contract): readonly ProblemMeaning[] {
  return [...requestMeanings(contract), ...jobMeanings(contract), ...declaredMeanings(contract)]
}

/** The codes that have a meaning, found without working the meanings out. */
export function knownProblems({ operations }: Contract): readonly string[] {
  const ofJobs = operations.some(isAsync) ? Object.keys(jobFailureCatalog) : []
  const declared = operations.flatMap((operation) => (operation.async?.errors ?? []).map(({ code }) => code))
  return [...new Set([...Object.keys(problemCatalog), ...ofJobs, ...declared])]
}

export function problemPage(site: Site, code: string, meanings: readonly ProblemMeaning[]): Page {
  const [first] = meanings
  return htmlPage(site, {
    title: first?.title ?? code,
    lead: html`<p class="quiet">Problem <code>${code}</code></p>${meanings.length === 1 && first !== undefined && meaningContent(site, first)}`,
    body: [
      ...(meanings.length > 1 ? meanings.map((meaning, index) => meaningSection(site, meaning, index)) : []),
      looks(site, code, first),
    ],
  })
}

export function problemListPage(site: Site, meanings: readonly ProblemMeaning[]): Page {
  const of = (kind: ProblemMeaning['kind']) => meanings.filter((meaning) => meaning.kind === kind)
  return htmlPage(site, {
    title: 'Problems',
    lead: html`<p class="lead">Every error of this service is a problem document (RFC 9457). Switch on its <code>code</code>; its <code>type</code> leads to a page here.</p>`,
    body: [
      {
        id: 'request',
        title: 'A request is refused',
        content: reasonTable(site.base, 'Problems of requests', of('request')),
      },
      { id: 'job', title: 'A job fails', content: reasonTable(site.base, 'Failures of jobs', distinct(of('job'))) },
    ],
  })
}

function distinct(meanings: readonly ProblemMeaning[]): readonly ProblemMeaning[] {
  return [
    ...new Map(meanings.map((meaning) => [`${meaning.code} ${meaning.status} ${meaning.title}`, meaning])).values(),
  ]
}

function requestMeanings({ operations }: Contract): readonly ProblemMeaning[] {
  const answers = operations.map((operation) => ({ operation, codes: new Set<string>(problemCodesOf(operation)) }))
  return entries(problemCatalog).map(([code, definition]) => {
    const answering = answers.filter(({ codes }) => codes.has(code)).map(({ operation }) => operation)
    return { code, ...definition, kind: 'request', operations: answering.length === operations.length ? [] : answering }
  })
}

function jobMeanings({ operations }: Contract): readonly ProblemMeaning[] {
  if (!operations.some(isAsync)) return []
  return entries(jobFailureCatalog).map(([code, definition]) => ({ code, ...definition, kind: 'job', operations: [] }))
}

function declaredMeanings({ operations }: Contract): readonly ProblemMeaning[] {
  return operations.flatMap((operation) =>
    (operation.async?.errors ?? []).map(
      (error): ProblemMeaning => ({ ...error, help: helpFor(error.retriable), kind: 'job', operations: [operation] }),
    ),
  )
}

function helpFor(retriable: boolean): string {
  return retriable
    ? 'The same work may succeed if you start it again later. `detail` says more.'
    : 'Starting the same work again will fail in the same way. `detail` says what to change.'
}

function entries(
  catalog: Readonly<Record<string, ProblemDefinition>>,
): readonly (readonly [string, ProblemDefinition])[] {
  return Object.entries(catalog)
}

function meaningSection(site: Site, meaning: ProblemMeaning, index: number): Section {
  const place = meaning.operations[0]?.id ?? (meaning.kind === 'job' ? 'any job' : 'any request')
  return { id: `meaning-${index + 1}`, title: `${meaning.title} (${place})`, content: meaningContent(site, meaning) }
}

function meaningContent(site: Site, meaning: ProblemMeaning): Html {
  return html`<p>${inlineMarkdown(meaning.help)}</p>
${facts([
  ['Status', meaning.status],
  ['Met by', metBy(site, meaning)],
  ['Does trying again help?', meaning.retriable ? 'Yes, later: the same request can succeed.' : 'No, not as it is.'],
])}`
}

function metBy({ base }: Site, { kind, operations }: ProblemMeaning): Part {
  const links = operations.map(
    ({ id }, index) => html`${index > 0 && ', '}<a href="${operationDocsUrl(base, id)}"><code>${id}</code></a>`,
  )
  if (kind === 'request') return links.length > 0 ? html`requests of ${links}` : 'requests'
  return links.length > 0 ? html`jobs of ${links}` : 'jobs of any operation'
}

function looks({ base }: Site, code: string, first: ProblemMeaning | undefined): Section {
  const { title = code, status = 500, retriable = false } = first ?? {}
  const body = { type: problemUrl(base, code), title, status, code, retriable, requestId: 'req_…' }
  return {
    id: 'looks',
    title: 'What it looks like',
    content: codeBlock(prettyJson(body), 'application/problem+json'),
  }
}
