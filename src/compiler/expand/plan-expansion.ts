/** What every part of the expansion needs: the spec, its async operations, and names that collide with nothing the designer chose. */
import { capitalized } from '../../base/capitalized.ts'
import { freeName } from '../../base/free-name.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json.ts'
import { asyncOperations, type Contract } from '../../contract/contract.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { objectAt } from '../../schema/reference.ts'
import type { ResolvedSpec } from '../view/resolved-spec.ts'

export interface Expansion {
  readonly document: JsonObject
  readonly contract: Contract
  readonly asyncOperations: readonly AsyncOperation[]
  /** operationId -> where it describes its jobs. */
  readonly describedAt: ResolvedSpec['describedAt']
  /** operationIds of the framework's own operations. */
  readonly ids: Readonly<Record<OwnOperation, string>>
  /** operationId -> component name of its job document and of the events its callbacks receive. */
  readonly jobSchemas: ReadonlyMap<string, string>
  readonly eventSchemas: ReadonlyMap<string, string>
  /** Component names that are in use. */
  readonly taken: Readonly<Record<Section, ReadonlySet<string>>>
}

export type Section = 'schemas' | 'headers' | 'responses' | 'parameters'

const ownOperations = [
  'listJobs',
  'getJob',
  'headJob',
  'cancelJob',
  'getJobStatus',
  'headJobStatus',
  'getJobResult',
  'headJobResult',
  'forgetJobResult',
] as const
export type OwnOperation = (typeof ownOperations)[number]

export function planExpansion({ document, contract, describedAt }: ResolvedSpec): Expansion {
  const makingJobs = asyncOperations(contract)
  const operationIds = new Set([...contract.operations.map((operation) => operation.id), ...idsOfReceivers(document)])
  const named = (section: Section) => new Set(Object.keys(objectAt(document, 'components', section)))
  const schemas = named('schemas')
  return {
    document,
    contract,
    describedAt,
    asyncOperations: makingJobs,
    ids: Object.fromEntries(ownOperations.map((id) => [id, claimName(operationIds, id)])) as Expansion['ids'],
    jobSchemas: new Map(makingJobs.map(({ id }) => [id, claimName(schemas, `${pascalCase(id)}Job`)])),
    eventSchemas: new Map(makingJobs.map(({ id }) => [id, claimName(schemas, `${pascalCase(id)}Event`)])),
    taken: { schemas, headers: named('headers'), responses: named('responses'), parameters: named('parameters') },
  }
}

/** operationIds are unique in a document, those of callbacks and webhooks included. */
function idsOfReceivers(document: JsonObject): readonly string[] {
  const operations = Object.values(objectAt(document, 'paths')).flatMap(members)
  const callbacks = [...operations, objectAt(document, 'components')].flatMap(({ callbacks: named }) => members(named))
  const items = [
    ...callbacks.flatMap(members),
    ...members(document.webhooks),
    ...members(objectAt(document, 'components').pathItems),
  ]
  return items.flatMap(members).flatMap(({ operationId }) => (typeof operationId === 'string' ? [operationId] : []))
}

const members = (value: JsonValue | undefined): readonly JsonObject[] =>
  isJsonObject(value) ? Object.values(value).filter(isJsonObject) : []

/** A name that no component of the designer's and no job document has. */
export function ownComponentName({ taken }: Expansion, section: Section, wanted: string): string {
  return freeName(wanted, (name) => taken[section].has(name))
}

/** A reference to one of the framework's own components. */
export function ownRef(expansion: Expansion, section: Section, wanted: string): JsonObject {
  return { $ref: `#/components/${section}/${ownComponentName(expansion, section, wanted)}` }
}

/** A reference to the job document of one operation. */
export function jobRef(expansion: Expansion, operation: string): JsonObject {
  return { $ref: `#/components/schemas/${expansion.jobSchemas.get(operation)}` }
}

/** 'createReport' and 'create-report' -> 'CreateReport'; other characters that a component name may not have become '_'. */
export function pascalCase(id: string): string {
  const words = id.split(/[\s-]+/).filter((word) => word !== '')
  return words
    .map(capitalized)
    .join('')
    .replaceAll(/[^A-Za-z0-9._]/g, '_')
}

function claimName(taken: Set<string>, wanted: string): string {
  const name = freeName(wanted, (name) => taken.has(name))
  taken.add(name)
  return name
}
