import { describe, expect, it } from 'vitest'
import { handlerFileOf } from '../../src/contract/handler-file.ts'

describe('the file of a handler', () => {
  it.each([
    ['createReport', 'handlers/createReport.ts'],
    ['meta/root', 'handlers/meta/root.ts'],
    ['Get a pet', 'handlers/Get-a-pet.ts'],
    ['things.list_all-2', 'handlers/things.list_all-2.ts'],
    ['größe', 'handlers/gr--e.ts'],
    ['a\\b:c', 'handlers/a-b-c.ts'],
  ])('of %s is %s', (id, file) => {
    expect(handlerFileOf(id)).toBe(file)
  })
})
