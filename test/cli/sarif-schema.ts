/** The schema of SARIF 2.1.0 as OASIS publishes it (errata 01, under `fixtures/`), and what it finds in a log. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'

const file = fileURLToPath(new URL('../fixtures/sarif-schema-2.1.0.json', import.meta.url))

/** Written for draft 4, of which it uses nothing that a later draft reads otherwise but the name of `id`. */
const { id, $schema: draft, ...schema } = JSON.parse(readFileSync(file, 'utf8'))

export const sarifSchema: { readonly id: string; readonly draft: string } = { id, draft }

const ajv = ajvFormats.default(new Ajv({ strict: false, allErrors: true }))
const validate = ajv.compile({ ...schema, $id: id })

/** '/runs/0/results must be array', each. */
export function sarifViolations(log: unknown): readonly string[] {
  validate(log)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
