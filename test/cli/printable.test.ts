import { describe, expect, it } from 'vitest'
import { adoptionText } from '../../src/cli/adoption-text.ts'
import { formatChanges } from '../../src/cli/format-changes.ts'
import { adoptFiles } from '../../src/compiler/adopt/adopt.ts'
import type { LoadedFile } from '../../src/compiler/read/source.ts'
import { diffTexts } from '../compiler/diff/row.ts'

const style = (_: string, text: string) => text
const controls = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/

describe('a spec with control characters cannot steer the terminal (LG-2)', () => {
  const spec = (id: string) => `openapi: 3.1.0
info: { title: Things, version: '1' }
paths:
  "/things\\e]0;title\\a":
    post:
      operationId: make
      responses: { '202': { description: "${id} \\e[31m", headers: { Operation-Location: { schema: { type: string } } } } }
`

  it('when adopt shows proposals', () => {
    const loaded: readonly LoadedFile[] = [{ kind: 'text', path: 'spec/openapi.yaml', text: spec('Later') }]
    const { proposals } = adoptFiles(loaded, [])
    expect(proposals).not.toEqual([])
    expect(adoptionText(proposals, { loaded, shown: (file) => file, style })).not.toMatch(controls)
  })

  it('when diff shows changes', () => {
    const changes = diffTexts(spec('a'), spec('a').replace('e]0;', 'e]1;'))
    expect(changes).not.toEqual([])
    const context = { style, oldFile: (file: string) => file, newFile: (file: string) => file }
    expect(formatChanges(changes, 'text', context)).not.toMatch(controls)
  })
})
