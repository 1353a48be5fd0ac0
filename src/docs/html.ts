/** HTML as values: whatever is put into a template is escaped unless it is HTML already, so that no text of a spec can become markup. */

const markup: unique symbol = Symbol('markup')

/** Markup that is safe to send. Only `html` and `trusted` make it. */
export interface Html {
  readonly [markup]: string
}

export type Part = Html | string | number | undefined | false | readonly Part[]

/**
 * A template whose holes are escaped.
 *
 * @example html`<p title="${'"'}">${'<b>'}</p>` // <p title="&quot;">&lt;b&gt;</p>
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.map((string, index) => string + (index < parts.length ? render(parts[index]) : ''))
  return trusted(text.join(''))
}

/** Markup made by something that is known to escape. Never hand it text of a spec. */
export function trusted(text: string): Html {
  return { [markup]: text }
}

/** The markup as text. */
export function toMarkup(part: Part): string {
  return render(part)
}

function render(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return isHtml(part) ? part[markup] : part.map(render).join('')
}

function isHtml(part: Html | readonly Part[]): part is Html {
  return markup in part
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}
