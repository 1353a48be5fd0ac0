/** The URLs of a job, in one place. `base` is the public base B of D15, without a trailing slash. */
import type { JobId } from '../base/ids.ts'
import type { Contract } from './contract.ts'

export interface JobLinks {
  /** J: answers 303 once the job has succeeded. */
  readonly self: string
  /** S: the same document, 200 in every state. */
  readonly monitor: string
  /** R: the result the framework hosts. */
  readonly result: string
  /** The operation's docs page. */
  readonly describedBy: string
}

/** All URLs of one job. */
export function jobLinks(base: string, jobsPath: string, id: JobId, operation: string): JobLinks {
  const self = `${base}${jobsPath}/${id}`
  return { self, monitor: `${self}/status`, result: `${self}/result`, describedBy: operationDocsUrl(base, operation) }
}

/** Where an operation's docs page is. */
export function operationDocsUrl(base: string, operation: string): string {
  return `${base}/docs/operations/${encodeURIComponent(operation)}`
}

/** The `type` of a problem: the page that explains it. */
export function problemUrl(base: string, code: string): string {
  return `${base}/problems/${encodeURIComponent(code)}`
}

/** B: what config says, else what the spec says, made absolute with the listener's own address (D15). */
export function publicBase(
  { serverUrl, serverPath }: Pick<Contract, 'serverUrl' | 'serverPath'>,
  publicUrl: string | undefined,
  origin: string,
): string {
  return publicUrl ?? serverUrl ?? `${origin}${serverPath}`
}

/** B for documents: what the spec says, and a made-up host where it names none. Without a trailing slash. */
export function exampleBase({ serverUrl, serverPath }: Pick<Contract, 'serverUrl' | 'serverPath'>): string {
  return serverUrl?.replace(/\/+$/, '') ?? `https://api.example.com${serverPath}`
}
