/** What a response's schema gives away: a resource that is still being made, or a job of the API's own. Reads names and values, validates nothing. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import { readList, readObject, readText, readTexts } from '../../base/read-json.ts'
import { isJsonMediaType } from '../../contract/media-type.ts'
import { child, type FileNode, type FoundDocument, followObject, type ObjectNode } from './read-document.ts'

export interface SchemaFacts {
  /** Members of the value, also of its alternatives and of the groups that only wrap it. */
  readonly members: ReadonlyMap<string, JsonObject>
  /** Names of the definitions that the schema is made of, outermost first. */
  readonly names: readonly string[]
}

/** The JSON schema of a response. */
export function responseSchema(document: FoundDocument, response: ObjectNode | undefined): FileNode | undefined {
  const content = followObject(document.follow, child(response, 'content'))
  const mediaType = Object.keys(content?.value ?? {}).find((name) => isJsonMediaType(name) || name === '*/*')
  return mediaType === undefined ? undefined : child(content, mediaType, 'schema')
}

/** The facts of a schema; empty when there is none. */
export function schemaFacts(document: FoundDocument, schema: FileNode | undefined): SchemaFacts {
  const facts = { members: new Map<string, JsonObject>(), names: [] as string[] }
  if (schema !== undefined) gather(document, schema, 3, facts, new Set())
  return facts
}

/** Members that every value has, none of its groups' or alternatives'. */
export function requiredMembers(document: FoundDocument, schema: FileNode | undefined, depth = 8): readonly string[] {
  if (depth === 0) return []
  const target = followObject(document.follow, schema)
  const own = readTexts(target?.value.required).filter((name) =>
    Object.hasOwn(readObject(target?.value.properties), name),
  )
  const parts = readList(target?.value.allOf).keys()
  return [
    ...own,
    ...[...parts].flatMap((index) => requiredMembers(document, child(target, 'allOf', String(index)), depth - 1)),
  ]
}

/** Whether the value has a member of that name, outside its groups. */
export function hasMember(document: FoundDocument, schema: FileNode | undefined, name: string): boolean {
  const facts = { members: new Map<string, JsonObject>(), names: [] as string[] }
  if (schema !== undefined) gather(document, schema, 1, facts, new Set())
  return facts.members.has(name)
}

interface Gathering {
  readonly members: Map<string, JsonObject>
  readonly names: string[]
}

/** Members that hold the value itself rather than a part of it. */
const wrapper = /^(properties|data|result|job|task|operation)$/

function gather(document: FoundDocument, node: FileNode, depth: number, facts: Gathering, seen: Set<unknown>): void {
  const reference = readText(readObject(node.value).$ref)
  const target = followObject(document.follow, node)
  if (target === undefined || seen.has(target.value) || depth === 0) return
  seen.add(target.value)
  const name = reference === undefined ? undefined : reference.split(/[/#]/).at(-1)
  if (name !== undefined) facts.names.push(name)
  for (const key of Object.keys(readObject(target.value.properties))) {
    const member = child(target, 'properties', key)
    const value = followObject(document.follow, member)
    if (member === undefined || value === undefined) continue
    if (!facts.members.has(key)) facts.members.set(key, value.value)
    if (wrapper.test(key)) gather(document, member, depth - 1, facts, seen)
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    for (const index of readList(target.value[key]).keys()) {
      const part = child(target, key, String(index))
      if (part !== undefined) gather(document, part, depth, facts, seen)
    }
  }
}

const unfinished =
  /^(waiting|accepted|received|new|submitted|scheduled|queued|pending|not_?started|created|creating|updating|deleting|provisioning|starting|started|running|processing|in_?progress|executing|importing|exporting|initiated|ongoing|working|active)$/
const finished =
  /^(succeeded|success|successful|complete|completed|done|finished|ready|failed|failure|error|errored|canceled|cancelled|aborted|timed_?out|expired)$/

/** The member that tells how far the work is: its values hold both an unfinished and a finished state. */
export function lifecycleMember({ members }: SchemaFacts): string | undefined {
  for (const [name, schema] of members) {
    if (!/(status|state|phase)$/i.test(name) || /^provisioningState$/i.test(name)) continue
    const values = valuesOf(schema)
    if (values.some((value) => unfinished.test(value)) && values.some((value) => finished.test(value))) return name
  }
  return undefined
}

function valuesOf(schema: JsonObject): readonly string[] {
  const own = readTexts(schema.enum)
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((key) => readList(schema[key]))
  const constants = branches.flatMap((branch) =>
    isJsonObject(branch) ? [...readTexts(branch.enum), readText(branch.const) ?? ''] : [],
  )
  return [...own, ...constants].map((value) => value.toLowerCase().replaceAll(/[ -]/g, '_'))
}

/** The member by which Azure's resources tell whether they are ready. */
export function provisioningMember({ members }: SchemaFacts): string | undefined {
  return [...members.keys()].find((name) => /^provisioning_?state$/i.test(name))
}

/** Whether it is an operation as AIP-151 writes it: `name`, `done`, and one of `error` and `response`. */
export function isGoogleOperation({ members }: SchemaFacts): boolean {
  return ['name', 'done', 'error', 'response'].every((name) => members.has(name))
}

/** The member that names the job that was started. */
export function ticketMember({ members }: SchemaFacts): string | undefined {
  return [...members.keys()].find((name) =>
    /^(job|task|operation|execution|async_?request|batch|process|poll(ing)?)_?(id|arn|url|uri|token)$/i.test(name),
  )
}

/** The definition whose name says that it is a job rather than what the job makes. */
export function ticketName({ names }: SchemaFacts): string | undefined {
  return names
    .map((name) => name.split('.').at(-1) ?? name)
    .find((name) =>
      /(^|[a-z_-])(LongRunning\w*|Async\w*(Response|Result|Operation)|(Async)?Operation(Status|Result|Response)?|(Job|Task)(Status|Response|Info|Execution)?)$/.test(
        name,
      ),
    )
}

/** Whether the value tells how far some work is, so that it is not what the work makes. */
export function isStatusLike(facts: SchemaFacts): boolean {
  if (isGoogleOperation(facts)) return true
  const named = ticketName(facts) !== undefined || ticketMember(facts) !== undefined
  const tells = lifecycleMember(facts) !== undefined
  return (
    (tells && facts.members.size <= 12) ||
    (named &&
      (tells ||
        facts.members.size <= 3 ||
        [...facts.members.keys()].some((name) => /^(status|state|progress|percent\w*)$/i.test(name))))
  )
}
