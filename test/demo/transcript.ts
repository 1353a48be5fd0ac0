/** Speaks HTTP for the demo and writes down what was said: request line, status, the headers that matter, body. */
import { styleText } from 'node:util'

const headersThatMatter = ['location', 'operation-location', 'retry-after', 'etag', 'content-type', 'allow']
const longestBody = 1_100

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
  /** The body as JSON; undefined when it is not. */
  // biome-ignore lint/suspicious/noExplicitAny: a client reads whatever JSON the server sends; the demo asserts each member it uses
  readonly json: any
}

export interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  /** Say nothing, only ask. */
  readonly quiet?: boolean
  /** The body as it was last shown; when it is the same again it is not repeated. */
  readonly seen?: string
}

/** A new part of the story. */
export function chapter(title: string): void {
  console.log(`\n${styleText('bold', `── ${title} ${'─'.repeat(Math.max(3, 96 - title.length))}`)}\n`)
}

/** A remark between exchanges. */
export function remark(text: string): void {
  console.log(styleText('cyan', `  ${text}`))
}

/** One exchange; redirects are shown, not followed. */
export async function ask(url: string, key: string, options: Ask = {}): Promise<Answer> {
  const method = options.method ?? 'GET'
  const response = await fetch(url, {
    method,
    headers: { 'X-API-Key': key, ...options.headers },
    redirect: 'manual',
    ...(options.body === undefined ? {} : { body: options.body }),
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const answer = {
    status: response.status,
    headers: response.headers,
    text,
    bytes,
    json: isJson ? JSON.parse(text) : undefined,
  }
  if (!options.quiet) write(method, url, options, answer)
  return answer
}

function write(method: string, url: string, options: Ask, answer: Answer): void {
  const { pathname, search } = new URL(url)
  console.log(styleText('bold', `> ${method} ${pathname}${search}`))
  for (const [name, value] of Object.entries(options.headers ?? {})) console.log(`> ${name}: ${value}`)
  if (typeof options.body === 'string' && options.body.length < 400) console.log(indent('> ', options.body))
  else if (options.body !== undefined) console.log(`> (${options.body.length.toLocaleString('en')} bytes)`)
  console.log(styleText(answer.status < 400 ? 'green' : 'yellow', `< ${answer.status}`))
  for (const name of headersThatMatter) {
    const value = answer.headers.get(name)
    if (value !== null) console.log(`< ${name}: ${value}`)
  }
  if (answer.text !== '' && answer.text === options.seen) console.log('< (as before)')
  else if (answer.json !== undefined) console.log(indent('< ', shorten(JSON.stringify(answer.json, brief, 2))))
  else if (answer.bytes.length > 0) console.log(`< (${answer.bytes.length.toLocaleString('en')} bytes)`)
  console.log('')
}

/** Charts and long lists are cut, and links stand on one line each: the transcript is to be read. */
function brief(_name: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length > 100) return `${value.slice(0, 97)}...`
  if (isLink(value)) return `${value.rel}: ${value.method} ${new URL(value.href).pathname}`
  if (Array.isArray(value) && value.length > 4) return [...value.slice(0, 2), `... ${value.length - 2} more`]
  return value
}

function isLink(value: unknown): value is { readonly rel: string; readonly method: string; readonly href: string } {
  return typeof value === 'object' && value !== null && 'rel' in value && 'href' in value
}

function shorten(text: string): string {
  return text.length <= longestBody ? text : `${text.slice(0, longestBody)}\n...`
}

function indent(prefix: string, text: string): string {
  return text.replaceAll(/^/gm, prefix)
}
