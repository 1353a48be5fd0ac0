import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type DiagnosticKind, diagnosticKinds } from '../../src/compiler/diagnostics/diagnostic-kinds.ts'
import { acceptedCases } from './cases/accepted.ts'
import { asyncCases } from './cases/async.ts'
import { callbackCases } from './cases/callbacks.ts'
import { operationCases } from './cases/operations.ts'
import { policyCases } from './cases/policies.ts'
import { readingCases } from './cases/reading.ts'
import { securityCases } from './cases/security.ts'
import { senseCases } from './cases/sense.ts'
import { structureCases } from './cases/structure.ts'
import { compileText, marksIn, withKey } from './compile-text.ts'

const page = await readFile(new URL('../../docs/diagnostics.md', import.meta.url), 'utf8')
const kinds: readonly (readonly [string, DiagnosticKind])[] = Object.entries(diagnosticKinds)

describe('the registry of diagnostics', () => {
  it('the page explains exactly the codes there are, under their titles', () => {
    const headings = [...page.matchAll(/^### (CC\d+): (.*)$/gm)].map(([, code, title]) => [code, title])
    expect(headings).toEqual(kinds.map(([code, { title }]) => [code, title]))
  })

  it.each(kinds)('the page gives severity, cause and way out of %s', (code, kind) => {
    const section = page.split(/^### /m).find((text) => text.startsWith(`${code}:`)) ?? ''
    const severity = `*${kind.severity}${kind.refusesStart ? ', start refuses' : ''}* — `
    expect(section).toContain(severity)
    expect(section.slice(section.indexOf(severity) + severity.length).split('\n')[0]?.length).toBeGreaterThan(20)
    expect(section).toContain(`Way out: ${kind.help}`)
  })

  it('every code is provoked by a case', () => {
    const cases = [
      ...readingCases,
      ...structureCases,
      ...senseCases,
      ...operationCases,
      ...asyncCases,
      ...policyCases,
      ...acceptedCases,
      ...callbackCases,
      ...securityCases,
    ]
    const provoked = new Set(
      cases.flatMap(({ text, files = {} }) => [text, ...Object.values(files)].flatMap(marksIn).map(({ code }) => code)),
    )
    // Files that cannot be read are tested with a real file system.
    expect(
      kinds.map(([code]) => code).filter((code) => !['CC001', 'CC008'].includes(code) && !provoked.has(code)),
    ).toEqual([])
  })

  it('what start refuses is a warning, so that any document can be looked at (SC-2)', () => {
    const { diagnostics, spec } = compileText(
      withKey(
        "paths:\n  /a:\n    get: { operationId: a, security: [], responses: { '204': { description: Done } } }\n",
      ),
    )
    expect(diagnostics.map(({ code, severity, refusesStart }) => [code, severity, refusesStart])).toEqual([
      ['CC502', 'warning', true],
    ])
    expect(spec).toBeDefined()
  })

  it('an error leaves nothing to generate from', () => {
    const { diagnostics, spec } = compileText(withKey('paths: []\n'))
    expect(diagnostics.map(({ severity, refusesStart }) => [severity, refusesStart])).toEqual([['error', false]])
    expect(spec).toBeUndefined()
  })
})
