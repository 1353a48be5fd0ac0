/** What a test has to give of an operation's input: the parts that the operation cannot do without. The rest is filled in here. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { AsyncOperationTypes, FileBody, HandlerInput } from '../jobs/job-context.ts'
import { defaultTenant, type Principal } from '../security/principal.ts'

type Input<Types extends AsyncOperationTypes> = Types['input']
type Part = 'params' | 'query' | 'headers' | 'cookies' | 'body'
type Empty = Record<never, never>

/** Parts with something in them that is required. */
type Needed<Types extends AsyncOperationTypes> = {
  [Name in Part]: Empty extends Input<Types>[Name] ? never : undefined extends Input<Types>[Name] ? never : Name
}[Part]

/** The input of a handler, as a test gives it: parts that may be empty may be left out, and who calls is made up unless said. */
export type GivenInput<Types extends AsyncOperationTypes> = {
  readonly [Name in Needed<Types>]: Input<Types>[Name]
} & { readonly [Name in Part]?: Input<Types>[Name] } & { readonly principal?: Principal }

/** The input whole. */
export function fillInput(given: Partial<HandlerInput>): HandlerInput {
  const principal: Principal = { subject: 'api-key:tester', tenant: defaultTenant, scopes: [] }
  return { params: {}, query: {}, headers: {}, cookies: {}, body: undefined, principal, ...given }
}

/**
 * A file as the body that a handler gets of an upload.
 *
 * @example await runHandler(createThumbnails, { query: { width: 64 }, body: await fileBody('test/cat.png', 'image/png') })
 */
export async function fileBody(path: string, mediaType: string): Promise<FileBody> {
  const { size } = await stat(path)
  return { path, size, mediaType, stream: () => createReadStream(path) }
}
