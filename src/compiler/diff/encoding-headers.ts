/** The headers of a part of a multipart message, as far as one who reads it counts on them. */
import type { JsonObject, JsonValue } from '../../base/json.ts'
import { readBoolean, readObject } from '../../base/read-json.ts'
import type { Path } from '../../schema/pointer.ts'
import { schemaPathOf } from '../lower/lower-parameters.ts'
import { createSameSchemas } from '../schemas/same-schema.ts'
import type { LocatedObject, SpecView } from '../view/spec-view.ts'
import type { OperationSide } from './found.ts'

interface Part {
  readonly side: OperationSide
  /** Of its encoding. */
  readonly at: Path
}

/** Whether what is written has every header that whoever reads must find, and says the same in those that both have. */
export function areHeadersSent(read: Part, written: Part): boolean {
  const sent = headersOf(written)
  const { same } = createSameSchemas(read.side.view, written.side.view)
  return [...headersOf(read)].every(([name, header]) => {
    const other = sent.get(name)
    if (other === undefined || (isRequired(header) && !isRequired(other))) return !isRequired(header)
    return same(schemaIn(read.side.view, header), schemaIn(written.side.view, other))
  })
}

/** By their names in small letters; the media type of a part is said elsewhere. */
function headersOf({ side: { view }, at }: Part): ReadonlyMap<string, LocatedObject> {
  const headers: JsonObject = readObject(readObject(view.read(at)?.value).headers)
  const names = Object.keys(headers).filter((name) => name.toLowerCase() !== 'content-type')
  return new Map(names.map((name) => [name.toLowerCase(), headerAt(view, [...at, 'headers', name])]))
}

function headerAt(view: SpecView, path: Path): LocatedObject {
  const found = view.read(path)
  return { value: readObject(found?.value), at: found?.at ?? path }
}

const isRequired = ({ value: { required } }: LocatedObject): boolean => readBoolean(required) === true

const schemaIn = (view: SpecView, header: LocatedObject): JsonValue => view.locate(schemaPathOf(header))?.value ?? true
