/** Diagnostics as SARIF 2.1.0 (OASIS), which code scanning services take: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. */
import type { Location, Log, PhysicalLocation, ReportingDescriptor, Result } from 'sarif'
import type { Diagnostic, RelatedPlace, Severity, SuppressedDiagnostic } from '../compiler/diagnostics/diagnostic.ts'
import { type DiagnosticKind, diagnosticKinds } from '../compiler/diagnostics/diagnostic-kinds.ts'
import { packageVersion } from '../config/version.ts'
import { diagnosticPage } from './diagnostic-pages.ts'
import { said } from './said.ts'

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

/** The log of one check; the diagnostics that the spec has ignored are results with a suppression. */
export function sarifLog(
  diagnostics: readonly Diagnostic[],
  suppressed: readonly SuppressedDiagnostic[],
  projectUrl?: string,
): Log {
  const codes = [...new Set([...diagnostics, ...suppressed].map(({ code }) => code))].sort()
  return {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'coatcheck', version: packageVersion, rules: codes.map(toRule) } },
        ...(projectUrl === undefined ? {} : { originalUriBaseIds: { [projectBase]: { uri: projectUrl } } }),
        columnKind: 'utf16CodeUnits',
        results: [
          ...diagnostics.map((diagnostic) => toResult(diagnostic, codes)),
          ...suppressed.map((diagnostic) => toSuppressedResult(diagnostic, codes)),
        ],
      },
    ],
  }
}

const levels: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', hint: 'note' }

function toRule(code: string): ReportingDescriptor {
  const kind = kindOf(code)
  if (kind === undefined) return { id: code }
  const markdown = diagnosticPage(code)
  return {
    id: code,
    shortDescription: { text: kind.title },
    help: { text: kind.help, ...(markdown === undefined ? {} : { markdown }) },
    defaultConfiguration: { level: levels[kind.severity] },
  }
}

function kindOf(code: string): DiagnosticKind | undefined {
  return Object.entries(diagnosticKinds).find(([known]) => known === code)?.[1]
}

function toResult(diagnostic: Diagnostic, codes: readonly string[]): Result {
  const { code, severity, related = [], refusesStart } = diagnostic
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: said(diagnostic) },
    locations: [{ physicalLocation: toLocation(diagnostic) }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(toRelated) }),
    properties: { refusesStart },
  }
}

function toSuppressedResult(diagnostic: SuppressedDiagnostic, codes: readonly string[]): Result {
  const suppression = { kind: 'inSource', status: 'accepted', justification: diagnostic.reason } as const
  return { ...toResult(diagnostic, codes), suppressions: [suppression] }
}

function toRelated(place: RelatedPlace, index: number): Location {
  return { id: index + 1, message: { text: place.message }, physicalLocation: toLocation(place) }
}

const projectBase = 'PROJECT'

function toLocation({ file, line, column }: Pick<Diagnostic, 'file' | 'line' | 'column'>): PhysicalLocation {
  const uri = file.split('/').map(encodeURIComponent).join('/')
  return { artifactLocation: { uri, uriBaseId: projectBase }, region: { startLine: line, startColumn: column } }
}
