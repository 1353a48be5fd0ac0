/** Example job documents of the published document, with the URLs of the service that the pages belong to. */
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts'
import { listAt, textAt } from './published.ts'

/** An example, or anything that holds one, with its made-up base replaced. */
export function rebased(example: JsonObject, job: JsonObject, jobsPath: string, base: string): JsonObject {
  const [self] = listAt(job, 'links')
  const href = isJsonObject(self) ? textAt(self, 'href') : undefined
  const tail = `${jobsPath}/${textAt(job, 'id')}`
  if (href === undefined || !href.endsWith(tail)) return example
  const madeUp = `${href.slice(0, -tail.length)}/`
  const value = withTexts(example, (text) => (text.startsWith(madeUp) ? `${base}/${text.slice(madeUp.length)}` : text))
  return isJsonObject(value) ? value : example
}

function withTexts(value: JsonValue, change: (text: string) => string): JsonValue {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => withTexts(item, change))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withTexts(member, change)]))
}
