/** `coatcheck explain`: the page about one diagnostic. Refuses a code that no diagnostic has. */
import type { Command } from 'commander'
import { closestName } from '../base/closest-name.ts'
import { Fault } from '../base/fault.ts'
import type { JsonObject } from '../base/json.ts'
import { type DiagnosticCode, diagnosticKinds } from '../compiler/diagnostics/diagnostic-kinds.ts'
import { diagnosticPage, docsAnchor } from './diagnostic-pages.ts'
import type { Terminal } from './terminal.ts'

interface ExplainOptions {
  readonly json?: boolean
}

export function addExplain(program: Command, terminal: Terminal): void {
  program
    .command('explain <code>')
    .description('say what a diagnostic means')
    .option('--json', 'print JSON')
    .option('--debug', 'show the stack of an error')
    .action((text: string, options: ExplainOptions) => explain(text, options, terminal))
}

function explain(text: string, { json = false }: ExplainOptions, terminal: Terminal): void {
  const code = toCode(text)
  const page = diagnosticPage(code) ?? ''
  terminal.print(json ? JSON.stringify(explanation(code, page), null, 2) : page)
}

function explanation(code: DiagnosticCode, page: string): JsonObject {
  const { title, help, severity, refusesStart = false } = diagnosticKinds[code]
  return { code, title, severity, refusesStart, help, docs: docsAnchor(code) ?? null, page }
}

const codes = Object.keys(diagnosticKinds)

/** `CC307`, `cc307` and `307` are one. */
function toCode(text: string): DiagnosticCode {
  const wanted = text.toUpperCase().replace(/^(?=\d)/, 'CC')
  if (isCode(wanted)) return wanted
  const near = closestName(wanted, codes)
  const guess = near === undefined ? 'They look like CC307.' : `Did you mean ${near}?`
  throw new Fault('usage', `There is no diagnostic ${JSON.stringify(text)}. ${guess}`)
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(diagnosticKinds, text)
}
