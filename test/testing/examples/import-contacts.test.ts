import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileBody, runHandler } from 'coatcheck/testing'
import { expect, test } from 'vitest'
import importContacts from '../../../handlers/importContacts.ts'

test('an import that was interrupted goes on where it was', async () => {
  const rows = Array.from({ length: 1_200 }, (_, row) => `Name ${row},name${row}@example.com,NZ`)
  const path = join(await mkdtemp(join(tmpdir(), 'contacts-')), 'contacts.csv')
  await writeFile(path, ['name,email,country', ...rows].join('\n'))
  const body = await fileBody(path, 'text/csv')

  const first = await runHandler(
    importContacts,
    { body },
    { abort: { why: 'shutdown', when: ({ stepsRun }) => stepsRun.length === 2 } },
  )
  expect(first.outcome).toBe('interrupted')

  const second = await runHandler(importContacts, { body }, { steps: first.steps })
  expect(second.stepsRun).toEqual(['rows from 1002'])
  expect(second).toMatchObject({ outcome: 'succeeded', result: { rows: 1_200, rejected: [] } })
})
