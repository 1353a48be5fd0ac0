import { expect, it } from 'vitest'
import { pathShortener } from '../../src/codegen/short-path.ts'

it('a path is kept where it is, or leads to, the place of a discriminator', () => {
  const objects = { '#/components/schemas/Pet/oneOf/0': { propertyName: 'kind' } }
  const shorten = pathShortener({ objects, refsHandled: [] })
  const shortened = (path: string) => {
    const options = { path }
    shorten(options as Parameters<typeof shorten>[0])
    return options.path
  }
  for (const kept of ['#/components', '#/components/schemas/Pet', '#/components/schemas/Pet/oneOf/0']) {
    expect(shortened(kept)).toBe(kept)
  }
  for (const other of ['#/components/schemas/Pe', '#/components/schemas/Pet/oneOf/1', '#/paths/~1pets/get']) {
    expect(shortened(other)).toBe('#/-')
  }
})
