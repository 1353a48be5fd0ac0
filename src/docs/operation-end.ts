/** Since when an operation is deprecated, and from when on it starts nothing any more (R-DEP-1). */
import { problemUrl } from '../contract/links.ts'
import type { Operation } from '../contract/operation.ts'
import { type Html, html } from './html.ts'

/** What a caller of the operation has to be told before anything else; nothing while it has no date. */
export function endNote(base: string, { deprecation, async: policy }: Operation): Html | undefined {
  if (deprecation === undefined) return undefined
  const { since, sunset } = deprecation
  return html`<p class="note">${since !== undefined && html`Deprecated since <time>${since}</time>: answers say so in <code>Deprecation</code>. `}
${
  sunset !== undefined &&
  html`From <strong><time>${sunset}</time></strong> (UTC) on it ${policy === undefined ? 'does nothing any more' : 'starts nothing any more'}
and answers <a href="${problemUrl(base, 'operation-ended')}">410</a>; until then answers carry the date as <code>Sunset</code>.
${policy !== undefined && 'Jobs that it has started by then go on.'}`
}</p>`
}
