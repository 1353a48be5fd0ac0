/** The table of changes: what each of them means, to whom, and where it stands. */
import { describe, expect, it } from 'vitest'
import { base } from './diff/base.ts'
import { diffTexts, edited, type Row, verdictsOf } from './diff/row.ts'
import { answerRows } from './diff/rows-answers.ts'
import { operationRows, policyRows, webhookRows } from './diff/rows-jobs.ts'
import { requestRows } from './diff/rows-requests.ts'

const tables: Readonly<Record<string, readonly Row[]>> = {
  'what callers send': requestRows,
  'what callers are answered': answerRows,
  'how jobs are run and kept': policyRows,
  'operations as a whole': operationRows,
  'what receivers are sent': webhookRows,
}

describe.each(Object.entries(tables))('a change of %s', (_, rows) => {
  it.each(rows.map((row) => [row.change, row] as const))('%s', (_change, row) => {
    const next = edited(row)
    const changes = diffTexts(base, next)
    expect(verdictsOf(changes)).toEqual([...row.means].sort())
    if (row.old !== undefined)
      expect(
        linesNamed(
          base,
          changes.map((change) => change.old?.line),
        ),
      ).toContain(row.old)
    if (row.new !== undefined)
      expect(
        linesNamed(
          next,
          changes.map((change) => change.new?.line),
        ),
      ).toContain(row.new)
  })
})

function linesNamed(text: string, lines: readonly (number | undefined)[]): string {
  return [...new Set(lines)].map((line) => text.split('\n')[(line ?? 0) - 1] ?? '').join('\n')
}
