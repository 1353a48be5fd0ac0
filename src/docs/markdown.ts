/** Descriptions are CommonMark. HTML in them is shown as text, unsafe link protocols lead nowhere, and images are not loaded. */
import { micromark } from 'micromark'
import { type Html, html, trusted } from './html.ts'

/**
 * A description as a block of HTML; nothing for an absent one.
 *
 * @example markdown('Reads **one** thing') // <div class="prose"><p>Reads <strong>one</strong> thing</p></div>
 */
export function markdown(text: string | undefined): Html | undefined {
  if (text === undefined || text.trim() === '') return undefined
  return html`<div class="prose">${trusted(toSafeMarkup(text))}</div>`
}

/** The same for one line inside a table or a sentence. */
export function inlineMarkdown(text: string | undefined): Html | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const markup = toSafeMarkup(text)
  const [, only] = /^<p>((?:(?!<\/?p>)[\s\S])*)<\/p>$/.exec(markup) ?? []
  return only === undefined ? html`<div class="prose">${trusted(markup)}</div>` : trusted(only)
}

function toSafeMarkup(text: string): string {
  return micromark(text, {
    allowDangerousHtml: false,
    allowDangerousProtocol: false,
    extensions: [withoutHtmlAndImages],
  })
}

/** Tags are text like any other; and a page that loads nothing needs no network and tells nobody who reads it. */
const withoutHtmlAndImages = { disable: { null: ['htmlFlow', 'htmlText', 'labelStartImage'] } }
