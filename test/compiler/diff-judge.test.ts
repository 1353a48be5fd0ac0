/** A third party's verdicts on the caller's side of the table. Where it differs from ours, the reason is written down here. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { base } from './diff/base.ts'
import { edited, type Row } from './diff/row.ts'
import { answerRows } from './diff/rows-answers.ts'
import { requestRows } from './diff/rows-requests.ts'
import { redoclyCli, redoclyEnvironment } from './judges/redocly.ts'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-diff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'base.yaml'), base)

/** Ours in the words of semantic versions: what breaks callers is major. */
const ours = ({ means }: Row): 'major' | 'less' =>
  means.some((one) => one.startsWith('breaking callers ')) ? 'major' : 'less'

/** What the judge says of a row; `none` when it sees nothing or has no verdict. */
async function judged(row: Row, index: number): Promise<'major' | 'less' | 'none'> {
  const file = `next-${index}.yaml`
  writeFileSync(join(folder, file), edited(row))
  const report = await run(['diff', 'base.yaml', file, '--format', 'json', '--fail-on', 'none'])
  const { summary }: { readonly summary: Readonly<Record<'major' | 'minor' | 'patch', number>> } = JSON.parse(report)
  if (summary.major > 0) return 'major'
  return summary.minor + summary.patch > 0 ? 'less' : 'none'
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env: redoclyEnvironment, maxBuffer: 1 << 26 }
    execFile(process.execPath, [redoclyCli, ...args], options, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
  })
}

/** Change -> what the judge says and why we say something else. */
const disagreements: Readonly<Record<string, readonly ['major' | 'less', string]>> = {
  'an enum becomes any text': [
    'major',
    'It looks for a changed `type`; whatever fitted the enum is text and still fits.',
  ],
  'a step that every integer has': [
    'major',
    'It takes every step for a narrower one; every integer is a multiple of 0.00001.',
  ],
  'a pattern is replaced, which cannot be decided': [
    'major',
    'It takes every other pattern for a narrower one; we call it risky.',
  ],
  'a format widens to one that contains it': [
    'major',
    'It takes every other format for a narrower one; every `uri` is a `uri-reference`.',
  ],
  'something is ruled out': [
    'major',
    'A `not` may rule out what was ruled out before: risky, as it cannot be decided.',
  ],
  'a parameter goes': ['major', 'Requests that carry it are still answered: risky.'],
  'the largest body is lowered': ['less', 'It does not know `maxBody`; larger bodies are answered 413.'],
  'a body is asked for where none was': ['less', 'It counts an addition; requests without the body are answered 400.'],
  'an optional property of a result goes': ['major', 'Callers had to be ready for its absence: risky.'],
  'a result may have one more value': ['major', 'Callers who ignore values that they do not know are fine: risky.'],
  'an error status goes': ['major', 'An error that no longer happens breaks nobody.'],
  'an answer may have one more value': ['major', 'As for results: risky.'],
}

describe('redocly diff', () => {
  it('agrees on what breaks callers, but where a reason is given', async () => {
    const rows = [...requestRows, ...answerRows].filter(({ backwards }) => backwards === undefined)
    const found: string[] = []
    for (let at = 0; at < rows.length; at += 2) {
      const some = rows.slice(at, at + 2)
      const verdicts = await Promise.all(some.map((row, index) => judged(row, at + index)))
      found.push(
        ...some.flatMap((row, index) =>
          verdicts[index] === 'none' || verdicts[index] === ours(row) ? [] : [`${row.change}: ${verdicts[index]}`],
        ),
      )
    }
    expect(found).toEqual(Object.entries(disagreements).map(([change, [verdict]]) => `${change}: ${verdict}`))
  }, 300_000)
})
