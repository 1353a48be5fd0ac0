/** Request and response as plain values. Sockets, tests and other frameworks all call the same function from one to the other. */

/** A request as it came, with its body still to be read. */
export interface HttpRequest {
  readonly method: string
  /** Path and query exactly as on the request line: '/jobs/job_…?x=1'. */
  readonly target: string
  /** Lower-case names; the first value of a repeated one. Counting repeats needs `rawHeaders`. */
  readonly headers: Readonly<Record<string, string>>
  /** In order, names as sent. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[]
  /** Read at most once. Empty for a request without body. */
  readonly body: AsyncIterable<Uint8Array>
  /** IP address of the peer. */
  readonly remoteAddress: string
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
}

/** An answer, complete but for what the socket adds: dates, lengths, the connection. */
export interface HttpResponse {
  readonly status: number
  /** Lower-case names; an array is sent as repeated fields. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: HttpBody
}

/** What an answer carries, by where it comes from. */
export type HttpBody =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** Bytes `start` up to, not including, `end` of a file on disk. */
  | { readonly kind: 'file'; readonly path: string; readonly start: number; readonly end: number }
  | { readonly kind: 'stream'; readonly stream: AsyncIterable<Uint8Array> }

/** A service as one function; `App.handle` is one, and `listen` serves one. */
export type Handle = (request: HttpRequest) => Promise<HttpResponse>
