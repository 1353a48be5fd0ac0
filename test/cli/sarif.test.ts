import type { Log } from 'sarif'
import { describe, expect, it } from 'vitest'
import { sarifLog } from '../../src/cli/sarif.ts'
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts'
import { diagnosticKinds } from '../../src/compiler/diagnostics/diagnostic-kinds.ts'
import { packageVersion } from '../../src/config/version.ts'
import { sarifSchema, sarifViolations } from './sarif-schema.ts'

const missing: Diagnostic = {
  ...{ code: 'CC101', severity: 'error', message: 'A key is missing.', hint: 'Add it.', refusesStart: false },
  ...{ file: 'spec/a b/ä.yaml', line: 3, column: 5 },
  related: [{ message: 'referenced from', file: 'spec/openapi.yaml', line: 1, column: 2 }],
}
const open: Diagnostic = {
  ...{ code: 'CC500', severity: 'warning', message: 'No security.', refusesStart: true },
  ...{ file: 'spec/openapi.yaml', line: 9, column: 1 },
}
const silenced = { ...open, code: 'CC307', refusesStart: false, reason: 'Callers know' } as const
const hint = { ...missing, severity: 'hint' } as const

function runOf(log: Log): Log['runs'][number] {
  const [run] = log.runs
  if (run === undefined) throw new Error('no run')
  return run
}

const run = runOf(sarifLog([missing, open], [silenced], 'file:///work/api/'))

describe('the SARIF log of a check', () => {
  it('says its version, its schema and its tool', () => {
    const log = sarifLog([], [])
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringContaining('sarif-schema-2.1.0.json') })
    expect(runOf(log)).toEqual({
      tool: { driver: { name: 'coatcheck', version: packageVersion, rules: [] } },
      columnKind: 'utf16CodeUnits',
      results: [],
    })
  })

  it('describes the rules that it names, once each, with the help of the registry and the page', () => {
    expect(run.tool.driver.rules?.map(({ id }) => id)).toEqual(['CC101', 'CC307', 'CC500'])
    expect(run.tool.driver.rules?.[0]).toEqual({
      id: 'CC101',
      shortDescription: { text: diagnosticKinds.CC101.title },
      help: { text: diagnosticKinds.CC101.help, markdown: expect.stringMatching(/^CC101: /) },
      defaultConfiguration: { level: 'error' },
    })
  })

  it('gives each result its rule, level, message with the way out, and place', () => {
    expect(run.results?.[0]).toEqual({
      ...{ ruleId: 'CC101', ruleIndex: 0, level: 'error', message: { text: 'A key is missing. Add it.' } },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'spec/a%20b/%C3%A4.yaml', uriBaseId: 'PROJECT' },
            region: { startLine: 3, startColumn: 5 },
          },
        },
      ],
      relatedLocations: [
        {
          id: 1,
          message: { text: 'referenced from' },
          physicalLocation: {
            artifactLocation: { uri: 'spec/openapi.yaml', uriBaseId: 'PROJECT' },
            region: { startLine: 1, startColumn: 2 },
          },
        },
      ],
      properties: { refusesStart: false },
    })
    expect(run.results?.[1]).toMatchObject({ ruleIndex: 2, level: 'warning', properties: { refusesStart: true } })
    expect(runOf(sarifLog([hint], [])).results?.[0]?.level).toBe('note')
  })

  it('lists what the spec silences as suppressed in source, with the reason', () => {
    expect(run.results?.map(({ suppressions }) => suppressions)).toEqual([
      undefined,
      undefined,
      [{ kind: 'inSource', status: 'accepted', justification: 'Callers know' }],
    ])
  })

  it('resolves its files against the project folder', () => {
    expect(run.originalUriBaseIds).toEqual({ PROJECT: { uri: 'file:///work/api/' } })
  })

  it('is valid by the schema that it names, whatever it holds', () => {
    expect(sarifLog([], []).$schema).toBe(sarifSchema.id)
    expect(sarifSchema.draft).toContain('draft-04')
    const kinds = Object.keys(diagnosticKinds).map((code) => ({ ...missing, code }))
    for (const log of [
      sarifLog([], []),
      sarifLog([missing, open, hint], [silenced], 'file:///work/api/'),
      sarifLog(kinds, []),
      sarifLog([{ ...open, code: 'CC000' }], []),
    ]) {
      expect(sarifViolations(JSON.parse(JSON.stringify(log)))).toEqual([])
    }
  })

  it.each([
    [
      'a level that there is not',
      { level: 'fatal' },
      '/runs/0/results/0/level must be equal to one of the allowed values',
    ],
    ['a message without text', { message: {} }, "/runs/0/results/0/message must have required property 'text'"],
    ['a member that there is not', { place: 1 }, '/runs/0/results/0 must NOT have additional properties'],
    ['a rule before the first', { ruleIndex: -2 }, '/runs/0/results/0/ruleIndex must be >= -1'],
  ])('would be refused with %s', (_, fault, violation) => {
    const log = sarifLog([missing], [])
    const faulty = { ...log, runs: log.runs.map((one) => ({ ...one, results: [{ ...one.results?.[0], ...fault }] })) }
    expect(sarifViolations(faulty)).toContain(violation)
  })
})
