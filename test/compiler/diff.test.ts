/** The table of changes: what each of them means, to whom, and where it stands. */
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/compiler/diff/change.ts'
import { diffTexts, edited, type Row, verdictsOf } from './diff/row.ts'
import { answerRows } from './diff/rows-answers.ts'
import { cornerRows } from './diff/rows-corners.ts'
import { encodingRows } from './diff/rows-encodings.ts'
import { operationRows, policyRows, webhookRows } from './diff/rows-jobs.ts'
import { moreRows } from './diff/rows-more.ts'
import { requestRows } from './diff/rows-requests.ts'
import { schemaRows } from './diff/rows-schemas.ts'
import { unsentRows } from './diff/rows-unsent.ts'

const tables: Readonly<Record<string, readonly Row[]>> = {
  'what callers send': requestRows,
  'what callers are answered': answerRows,
  'how jobs are run and kept': policyRows,
  'operations as a whole': operationRows,
  'what receivers are sent': webhookRows,
  schemas: schemaRows,
  'things that meet': cornerRows,
  'all sorts': moreRows,
  'how parts are written': encodingRows,
  'answers that are never sent': unsentRows,
}

describe.each(Object.entries(tables))('a change of %s', (_, rows) => {
  it.each(rows.map((row) => [row.change, row] as const))('%s', (_change, row) => {
    const start = edited({ edits: row.both ?? [] })
    const made = edited(row, start)
    const [old, next] = row.backwards === true ? [made, start] : [start, made]
    const changes = diffTexts(old, next)
    expect(verdictsOf(changes)).toEqual([...row.means].sort())
    if (row.old !== undefined) expect(linesNamed(old, placesOf(changes, 'old'))).toContain(row.old)
    if (row.new !== undefined) expect(linesNamed(next, placesOf(changes, 'new'))).toContain(row.new)
  })
})

const placesOf = (changes: readonly Change[], side: 'old' | 'new'): readonly number[] =>
  changes.flatMap(({ [side]: place }) => (place === undefined ? [] : [place.line]))

function linesNamed(text: string, lines: readonly number[]): string {
  const all = text.split('\n')
  return [...new Set(lines)].map((line) => all[line - 1] ?? '').join('\n')
}
