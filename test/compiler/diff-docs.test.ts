/** The guide repeats the table of verdicts, and the table of changes exercises it. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { audiences, changeSeverities } from '../../src/compiler/diff/verdict.ts'
import { verdicts } from '../../src/compiler/diff/verdicts.ts'
import { answerRows } from './diff/rows-answers.ts'
import { cornerRows } from './diff/rows-corners.ts'
import { encodingRows } from './diff/rows-encodings.ts'
import { operationRows, policyRows, webhookRows } from './diff/rows-jobs.ts'
import { moreRows } from './diff/rows-more.ts'
import { requestRows } from './diff/rows-requests.ts'
import { schemaRows } from './diff/rows-schemas.ts'
import { unsentRows } from './diff/rows-unsent.ts'

const guide = readFileSync(fileURLToPath(new URL('../../docs/diff.md', import.meta.url)), 'utf8')
const written = [...guide.matchAll(/^\| `([a-z-]+)` \| (.*) \| (.*) \| (.*) \| (.*) \|$/gm)]

describe('docs/diff.md', () => {
  it('has every code, its verdicts and its way out, in the order of the table', () => {
    const rows = Object.entries(verdicts).map(([code, row]) => [
      code,
      ...audiences.map((audience) => {
        const verdict = row.verdicts[audience]
        return verdict === undefined ? '' : `${verdict.severity}: ${verdict.consequence}`
      }),
      row.wayOut,
    ])
    expect(written.map(([, ...cells]) => cells)).toEqual(rows)
  })
})

describe('the table of verdicts', () => {
  it('tells somebody something with every code', () => {
    const silent = Object.entries(verdicts).filter(([, row]) => Object.keys(row.verdicts).length === 0)
    expect(silent).toEqual([])
  })

  it('says a way out of everything that is not safe', () => {
    const stuck = Object.entries(verdicts).filter(
      ([, row]) =>
        row.wayOut === 'Nothing to do.' && Object.values(row.verdicts).some(({ severity }) => severity !== 'safe'),
    )
    expect(stuck).toEqual([])
  })

  it('is exercised by the table of changes, code by code and audience by audience', () => {
    const rows = [
      requestRows,
      answerRows,
      policyRows,
      operationRows,
      webhookRows,
      schemaRows,
      cornerRows,
      moreRows,
      encodingRows,
      unsentRows,
    ].flat()
    const exercised = new Set(rows.flatMap(({ means }) => means))
    const known = Object.entries(verdicts).flatMap(([code, row]) =>
      Object.entries(row.verdicts).map(([audience, { severity }]) => `${severity} ${audience} ${code}`),
    )
    expect(known.filter((verdict) => !exercised.has(verdict))).toEqual([])
    expect(
      [...exercised].filter((verdict) => !changeSeverities.some((severity) => verdict.startsWith(severity))),
    ).toEqual([])
  })
})
