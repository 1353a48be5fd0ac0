/** A stock client as a judge: types by openapi-typescript, calls by openapi-fetch, checked by tsc in one program for all documents. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import openapiTS, { astToString } from 'openapi-typescript'
import ts from 'typescript'
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json.ts'
import { asyncOperations } from '../../../src/contract/contract.ts'
import type { AsyncOperation } from '../../../src/contract/operation.ts'
import type { Published } from './published.ts'

export interface Verdict {
  /** What tsc says of a client that starts each job, polls it and reads its result. */
  readonly right: readonly string[]
  /** Lines of the wrong client that tsc does not refuse. */
  readonly undetected: readonly string[]
}

/** Name of the document -> verdict. */
export async function stockClientVerdicts(
  folder: string,
  all: readonly Published[],
): Promise<ReadonlyMap<string, Verdict>> {
  for (const published of all) await writeClients(folder, published)
  const files = all.flatMap(({ name }) => [join(folder, name, 'right.ts'), join(folder, name, 'wrong.ts')])
  const program = ts.createProgram(files, options)
  return new Map(
    all.map(({ name }) => [
      name,
      { right: complaints(program, join(folder, name, 'right.ts')), undetected: undetected(program, folder, name) },
    ]),
  )
}

const options: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
}

async function writeClients(folder: string, published: Published): Promise<void> {
  const own = join(folder, published.name)
  await mkdir(own, { recursive: true })
  const types = astToString(
    await openapiTS(JSON.parse(JSON.stringify(published.document)), { defaultNonNullable: false }),
  )
  await writeFile(join(own, 'types.ts'), types)
  await writeFile(join(own, 'right.ts'), rightClient(published))
  await writeFile(join(own, 'wrong.ts'), wrongClient(published))
}

const head = `import createClient from 'openapi-fetch'
import type { paths } from './types.ts'
const client = createClient<paths>({ baseUrl: 'https://api.example.com' })
`

function rightClient({ spec: { contract }, workflows }: Published): string {
  const calls = asyncOperations(contract).map((operation, index) => {
    const { path, method, async: policy } = operation
    const started = `client.${method}('${path}', ${JSON.stringify(startOptions(operation, workflows))})`
    const typed = policy.result.kind === 'json' || policy.result.kind === 'resource'
    return `export async function call${index}() {
  const started = await ${started}
  const accepted = started.data
  const jobId: string | undefined = accepted && 'id' in accepted ? accepted.id : undefined
  const polled = await client.GET('${contract.jobsPath}/{jobId}/status', { params: { path: { jobId: jobId ?? '' } } })
  const job = polled.data
  if (job?.operation !== '${operation.id}' || job.status !== 'succeeded') return undefined
  ${typed ? 'const known: unknown extends typeof job.result ? never : true = true\n  return [job.result, known] as const' : 'return job.resourceLocation'}
}`
  })
  return `${head}${calls.join('\n')}\n`
}

function wrongClient({ spec: { contract } }: Published): string {
  const status = `${contract.jobsPath}/{jobId}/status`
  return `${head}export async function call() {
  await client.GET('/there-is-no-such-path', {})
  await client.GET('${status}', { params: { path: { jobId: 42 } } })
  const { data } = await client.GET('${status}', { params: { path: { jobId: '' } } })
  return data?.status === 'done'
}
`
}

const wrongLines = ['there-is-no-such-path', 'jobId: 42', "'done'"]

/** The request of the document's own workflow. The credential is the client's business, not a parameter. */
function startOptions({ id }: AsyncOperation, workflows: JsonObject): JsonObject {
  const start = startStep(workflows, id)
  const listed = Array.isArray(start.parameters) ? start.parameters.filter(isJsonObject) : []
  const params: Record<string, Record<string, JsonValue>> = {}
  for (const { name, in: place, value } of listed) {
    const isKey = name === 'Idempotency-Key'
    if (typeof value === 'string' && value.includes('$inputs.') && !isKey) continue
    params[String(place)] = { ...params[String(place)], [String(name)]: isKey ? 'a-key' : (value ?? null) }
  }
  const body = isJsonObject(start.requestBody) ? { body: start.requestBody.payload ?? null } : {}
  return { params, ...body }
}

function startStep(workflows: JsonObject, operation: string): JsonObject {
  const all = Array.isArray(workflows.workflows) ? workflows.workflows.filter(isJsonObject) : []
  const steps = all.flatMap(({ steps: listed }) => (Array.isArray(listed) ? listed.filter(isJsonObject) : []))
  const start = steps.find(({ stepId, operationId }) => stepId === 'start' && operationId === operation)
  if (start === undefined) throw new Error(`no workflow starts ${operation}`)
  return start
}

function complaints(program: ts.Program, file: string): readonly string[] {
  return diagnosticsOf(program, file).map(({ messageText, line }) => `${line}: ${messageText}`)
}

function undetected(program: ts.Program, folder: string, name: string): readonly string[] {
  const file = join(folder, name, 'wrong.ts')
  const lines = program.getSourceFile(file)?.text.split('\n') ?? []
  const refused = diagnosticsOf(program, file).map(({ line }) => lines[line] ?? '')
  return wrongLines.filter((wrong) => !refused.some((line) => line.includes(wrong)))
}

function diagnosticsOf(program: ts.Program, file: string) {
  const source = program.getSourceFile(file)
  if (source === undefined) throw new Error(`${file} is not part of the program`)
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((diagnostic) => ({
    messageText: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    line: source.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line,
  }))
}
