import { expect, it } from 'vitest'
import { createStatusLine } from '../../src/cli/status-line.ts'

it('a status replaces the one before, is cleared, and writes nothing where none is shown', () => {
  const written: string[] = []
  const status = createStatusLine((text) => written.push(text))
  status(undefined)
  for (const text of ['Reading …', 'Reading …', 'Generating …', undefined, undefined]) status(text)
  expect(written).toEqual(['\r\u001b[KReading …', '\r\u001b[KGenerating …', '\r\u001b[K'])
})
