import { describe, expect, it } from 'vitest'
import { formatDiagnostics, summarize } from '../../src/cli/format-diagnostics.ts'
import type { Diagnostic } from '../../src/compiler/diagnostics/diagnostic.ts'

const plain = (_: string, text: string) => text

const missing: Diagnostic = {
  code: 'CC101',
  severity: 'error',
  message: '`responses` is missing, 100%',
  hint: 'Add it.',
  file: 'spec/a,b:c.yaml',
  line: 3,
  column: 5,
  frame: '2 | a:\n3 |     b\n  |     ^',
  related: [{ message: 'declared here', file: 'spec/other.yaml', line: 1, column: 2 }],
  refusesStart: false,
}
const open: Diagnostic = { ...missing, code: 'CC300', severity: 'warning', refusesStart: true }

describe('diagnostics as text', () => {
  it('begin with file:line:column, severity and code, and show frame, related places and the way out', () => {
    expect(formatDiagnostics([missing], 'text', plain).split('\n')).toEqual([
      'spec/a,b:c.yaml:3:5 error CC101 `responses` is missing, 100%',
      '  2 | a:',
      '  3 |     b',
      '    |     ^',
      '  spec/other.yaml:1:2 declared here',
      '  Add it.',
    ])
  })

  it('say of a warning that start refuses it (D12)', () => {
    expect(formatDiagnostics([open], 'text', plain)).toContain('`coatcheck start` refuses this.')
    expect(formatDiagnostics([missing], 'text', plain)).not.toContain('refuses this')
  })

  it('cannot be made to steer the terminal (LG-2)', () => {
    const text = formatDiagnostics([{ ...missing, message: 'a \u001b[2J key\r', hint: '\u009b1m' }], 'text', plain)
    expect(text).toContain('a ?[2J key?')
    expect(text).not.toMatch(/[\u001b\u009b\r]/)
  })

  it('stop at the most that a person reads, errors and what start refuses first, still in reading order', () => {
    const hint: Diagnostic = { ...open, severity: 'hint', refusesStart: false, line: 1 }
    const warning: Diagnostic = { ...open, refusesStart: false, line: 2 }
    const text = formatDiagnostics([hint, warning, open, missing], 'text', plain, { most: 2 })
    expect(text.match(/(?:error|warning|hint) CC\d+/g)).toEqual(['warning CC300', 'error CC101'])
    expect(text).toMatch(/… and 2 more; `coatcheck check --all` shows them\.$/)
    expect(formatDiagnostics([open, missing], 'text', plain, { most: 2 })).not.toContain('more;')
  })

  it('are coloured by severity', () => {
    const text = formatDiagnostics([missing, open], 'text', (style, part) => `<${style}>${part}</>`)
    expect(text).toContain('<red>error CC101</>')
    expect(text).toContain('<yellow>warning CC300</>')
  })
})

describe('diagnostics as JSON', () => {
  it('are the diagnostics as they are, with counts', () => {
    const parsed = JSON.parse(formatDiagnostics([missing, open], 'json', plain))
    expect(parsed).toEqual({
      diagnostics: [
        { ...missing, docs: 'docs/diagnostics.md#cc101-a-required-key-is-missing' },
        { ...open, docs: expect.stringMatching(/^docs\/diagnostics\.md#cc300-/) },
      ],
      suppressed: [],
      ...{ errors: 1, warnings: 1, hints: 0, refusals: 1 },
    })
  })

  it('list what the spec silences apart, with its reason', () => {
    const suppressed = [{ ...open, refusesStart: false, reason: 'Known' }]
    const parsed = JSON.parse(formatDiagnostics([], 'json', plain, { suppressed }))
    expect(parsed).toMatchObject({ diagnostics: [], suppressed: [{ code: 'CC300', reason: 'Known' }], warnings: 0 })
  })

  it('are JSON even when there are none', () => {
    expect(JSON.parse(formatDiagnostics([], 'json', plain))).toMatchObject({ diagnostics: [], errors: 0 })
  })
})

describe('diagnostics as workflow commands', () => {
  it('escape what the format uses itself', () => {
    expect(formatDiagnostics([{ ...missing, message: 'a\nb: c' }], 'github', plain)).toBe(
      '::error file=spec/a%2Cb%3Ac.yaml,line=3,col=5,title=CC101::a%0Ab: c. Add it.',
    )
  })

  it('name the file as the repository does', () => {
    const pathInRepository = (file: string) => `services/api/${file}`
    expect(formatDiagnostics([open], 'github', plain, { pathInRepository })).toContain('file=services/api/spec/')
  })

  it('name a hint a notice', () => {
    expect(formatDiagnostics([{ ...missing, severity: 'hint' }], 'github', plain)).toMatch(/^::notice /)
  })
})

describe('the summary', () => {
  it.each([
    [[], 'no problems'],
    [[missing], '1 error'],
    [[missing, missing, open], '2 errors, 1 warning'],
    [[{ ...open, severity: 'hint' } as const], '1 hint'],
  ])('counts by severity', (diagnostics: Diagnostic[], text: string) => {
    expect(summarize(diagnostics)).toBe(text)
  })

  it('counts what is ignored', () => {
    const silenced = { ...open, reason: 'Known' }
    expect(summarize([], [silenced])).toBe('no problems, 1 ignored')
    expect(summarize([missing], [silenced, silenced])).toBe('1 error, 2 ignored')
  })
})
