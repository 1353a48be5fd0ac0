/** Where the service is found: the URLs of servers, with the defaults of their variables put in, and the path of its jobs. Only the first server of the document is the one that is served. */
import type { JsonObject } from '../../base/json.ts'
import { readList, readObject, readText } from '../../base/read-json.ts'

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

/** The path of the job resources below the server's. */
export function jobsPathOf(document: JsonObject): string {
  return readText(readObject(document['x-async-defaults']).jobsPath) ?? defaultJobsPath
}

const defaultJobsPath = '/jobs'
