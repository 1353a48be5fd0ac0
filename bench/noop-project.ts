/** The project that the engine is measured with: one async operation whose handler does nothing, behind an API key. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bodySchema } from './noop-body.ts'
import { generated, makeProject } from './served-project.ts'

/** Makes it in the folder and returns its directory. */
export function makeNoopProject(folder: string): string {
  const directory = makeProject(join(folder, 'noop'))
  mkdirSync(join(directory, 'spec'))
  mkdirSync(join(directory, 'handlers'))
  writeFileSync(join(directory, 'spec/openapi.yaml'), JSON.stringify(spec, undefined, 2))
  writeFileSync(join(directory, 'handlers/noop.ts'), handler)
  return generated({ name: 'noop', directory, invalid: '/noop' }).directory
}

/** A process of a measurement may put itself in; in one that hangs, the handler ends when it is told to. */
const handler = `import { defineHandler } from '../generated/index.ts'

const hangs = process.env.BENCH_HANDLER === 'hang'

export default defineHandler('noop', async (_input, job) => {
  globalThis.benchStarted?.()
  if (hangs) await new Promise((resolve) => job.signal.addEventListener('abort', resolve))
  return {}
})

declare global {
  var benchStarted: (() => void) | undefined
}
`

const spec = {
  openapi: '3.1.0',
  info: { title: 'Nothing to do', version: '1.0.0' },
  servers: [{ url: '/' }],
  security: [{ apiKey: [] }],
  paths: {
    '/noop': {
      post: {
        operationId: 'noop',
        'x-async-operation': {},
        requestBody: { required: true, content: { 'application/json': { schema: bodySchema } } },
        responses: {
          200: { description: 'Done', content: { 'application/json': { schema: { type: 'object' } } } },
        },
      },
    },
  },
  components: { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' } } },
}
