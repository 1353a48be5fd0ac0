/** Where the service is found: the URLs of servers, with the defaults of their variables put in, and the path of its jobs. Only the first server of the document is the one that is served. */
import type { JsonObject } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'
import type { Contract } from '../../contract/contract.ts'

/** `servers[0].url` with its variables' defaults put in. */
export function serverUrlOf(document: JsonObject): string {
  const server = readObject(readList(document.servers)[0])
  const variables = readObject(server.variables)
  return (readText(server.url) ?? '/').replaceAll(
    /\{([^{}]+)\}/g,
    (whole, name: string) => readText(readObject(variables[name]).default) ?? whole,
  )
}

/** Its path without a trailing slash; undefined when it is no http URL or holds more than a path. */
export function serverPathOf(document: JsonObject): string | undefined {
  const text = serverUrlOf(document)
  const base = 'http://localhost/'
  const url = URL.canParse(text, base) ? new URL(text, base) : undefined
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && !/[?#{}]|^\/\//.test(text)
  return isPlain ? url.pathname.replace(/\/+$/, '') : undefined
}

/** Where the document says the service is: the URL only where it is absolute, the path in any case. */
export function serverOf(document: JsonObject): Pick<Contract, 'serverUrl' | 'serverPath'> {
  const url = serverUrlOf(document)
  const serverPath = serverPathOf(document) ?? ''
  return /^https?:/i.test(url) ? { serverUrl: url, serverPath } : { serverPath }
}

/** The path of the job resources below the server's. */
export function jobsPathOf(document: JsonObject): string {
  return readText(readObject(document['x-async-defaults']).jobsPath) ?? defaultJobsPath
}

const defaultJobsPath = '/jobs'
