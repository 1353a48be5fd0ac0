/** What can go wrong with an operation: the problems its request can meet, and the ways its job can fail. */
import type { AsyncPolicy } from '../contract/async-policy.ts'
import { problemUrl } from '../contract/links.ts'
import type { Operation } from '../contract/operation.ts'
import { problemCodesOf } from '../contract/operation-problems.ts'
import { jobFailureCatalog, problemCatalog } from '../contract/problem-catalog.ts'
import type { CommandContext } from './curl.ts'
import { table } from './elements.ts'
import { type Html, html, type Part } from './html.ts'
import type { Section } from './page.ts'

export function problemsSection({ base, contract }: CommandContext, operation: Operation): Section {
  const { async: policy } = operation
  return {
    id: 'problems',
    title: 'What can go wrong',
    content: html`<p>Every error is <code>application/problem+json</code> with a <code>code</code> to switch on and a <code>type</code> that leads to its page.</p>
${policy !== undefined && html`<h3>The job fails</h3><p>The reason stands in <code>error</code> of the job document, and is the answer of <code>${contract.jobsPath}/{jobId}/result</code>.</p>${failures(base, policy)}<h3>The request is refused</h3><p>No job was made.</p>`}
${refusals(base, operation)}`,
  }
}

interface Reason {
  readonly code: string
  readonly status: number
  readonly title: string
  readonly retriable: boolean
}

function failures(base: string, { errors }: AsyncPolicy): Html | undefined {
  const own = Object.entries(jobFailureCatalog).map(([code, definition]): Reason => ({ code, ...definition }))
  return reasonTable(base, 'How a job can fail', [...errors, ...own])
}

function refusals(base: string, operation: Operation): Html | undefined {
  const reasons = problemCodesOf(operation).map((code): Reason => ({ code, ...problemCatalog[code] }))
  return reasonTable(base, 'How a request can be refused', reasons)
}

/** Codes with their status, meaning, and whether repeating helps. */
export function reasonTable(base: string, caption: string, reasons: readonly Reason[]): Html | undefined {
  const rows = reasons.map(({ code, status, title, retriable }): readonly Part[] => [
    html`<a href="${problemUrl(base, code)}"><code>${code}</code></a>`,
    status,
    title,
    retriable ? 'yes, later' : 'no',
  ])
  return table(caption, ['Code', 'Status', 'Meaning', 'Try again?'], rows)
}
