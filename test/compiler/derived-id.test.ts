import { describe, expect, it } from 'vitest'
import { derivedId, takenKey } from '../../src/compiler/view/derived-id.ts'
import { compileText, withKey } from './compile-text.ts'

describe('the name of an operation that has none', () => {
  it.each([
    ['GET', '/reports/{reportId}', 'getReportsByReportId'],
    ['POST', '/', 'postRoot'],
    ['DELETE', '/a-b/c_d.json', 'deleteABCDJson'],
    ['GET', '/{a}/{b}:cancel', 'getByAByBCancel'],
    ['PUT', '/v1/things/{thing-id}', 'putV1ThingsByThingId'],
  ] as const)('of %s %s is %s', (method, path, id) => {
    expect(derivedId(method, path, new Set())).toBe(id)
  })

  it('is none that another operation has, in whatever case', () => {
    expect(derivedId('GET', '/a', new Set([takenKey('GETA'), takenKey('getA2')]))).toBe('getA3')
  })

  it('stands in contract and document, and written names go first', () => {
    const text = withKey(
      `paths:
  /a:
    get: { responses: { '204': { description: Done } } }
  /b:
    get: { operationId: getA, responses: { '204': { description: Done } } }
`,
    )
    const { spec } = compileText(text)
    expect(spec?.contract.operations.map(({ id }) => id)).toEqual(['getA2', 'getA'])
    expect(spec?.document.paths).toMatchObject({ '/a': { get: { operationId: 'getA2' } } })
  })
})
