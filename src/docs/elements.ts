/** The few elements that pages are made of. */
import type { Method } from '../contract/operation.ts'
import { type Html, html, type Part } from './html.ts'

/** Something to copy: a command, a document, a program. */
export function code(text: string, label: string): Html {
  return html`<figure class="code"><figcaption>${label}</figcaption><pre tabindex="0"><code>${text}</code></pre></figure>`
}

/** A table, or nothing when it has no rows. It scrolls by itself where it is too wide. */
export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Part[])[],
): Html | undefined {
  if (rows.length === 0) return undefined
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => html`<tr>${row.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>\n`)}</tbody>
</table></div>`
}

/** A name and what there is to say about it. */
export type Fact = readonly [name: string, value: Part]

/** Facts as a list. */
export function facts(pairs: readonly Fact[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>\n`)}</dl>`
}

/** Numbered steps, each with a title. */
export function steps(all: readonly { readonly title: string; readonly content: Part }[]): Html {
  return html`<ol class="steps">${all.map(({ title, content }) => html`<li><h3>${title}</h3>${content}</li>\n`)}</ol>`
}

/** Method and path, as on a request line. */
export function requestLine(method: Method, path: string): Html {
  return html`<span class="request"><span class="method ${method.toLowerCase()}">${method}</span> <code>${path}</code></span>`
}

/** A short label beside a title. */
export function badge(text: string, kind: 'work' | 'warning' | 'quiet'): Html {
  return html`<span class="badge ${kind}">${text}</span>`
}
