/** As little of a client as the typed face allows: `fetch`, and the facts of `operations`. */
import { type AsyncOperationId, api, type ClientOperations, type Job, operations } from '../../generated/client.ts'

type Request<Id extends keyof ClientOperations> = ClientOperations[Id]['request']

export interface Parts {
  readonly params?: object
  readonly query?: object
  readonly body?: unknown
  readonly contentType?: string
}

export function tinyClient(origin: string, key: string) {
  const send = (
    id: keyof ClientOperations,
    { params = {}, query = {}, body, contentType }: Parts,
  ): Promise<Response> => {
    const { method, path, bodies } = operations[id]
    const values = new Map<string, unknown>(Object.entries(params))
    const target = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name))))
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const type = contentType ?? bodies[0] ?? ''
    const isJson = type === 'application/json'
    return fetch(`${origin}${api.serverPath}${target}?${search}`, {
      method,
      headers: { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': type }) },
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as Blob) }),
    })
  }
  return {
    async submit<Id extends AsyncOperationId>(id: Id, request: Request<Id>): Promise<string> {
      const answer = await send(id, request)
      return answer.headers.get('operation-location') ?? `${answer.status}: ${await answer.text()}`
    },
    async poll<Id extends AsyncOperationId>(_id: Id, location: string): Promise<Job<Id>> {
      for (;;) {
        const answer = await fetch(location, { headers: { 'x-api-key': key, prefer: 'wait=5' } })
        const job = (await answer.json()) as Job<Id>
        if (['succeeded', 'failed', 'canceled'].includes(job.status)) return job
      }
    },
    call: async <Id extends keyof ClientOperations>(id: Id, request: Request<Id>) => send(id, request),
  }
}
