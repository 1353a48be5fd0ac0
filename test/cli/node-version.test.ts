import { describe, expect, it } from 'vitest'
import { securityWarning } from '../../src/cli/node-version.ts'

describe('the warning about an unpatched Node', () => {
  it.each(['22.23.4', '22.24.0', '24.22.1', '24.23.0', '26.12.1', '27.0.0'])('is silent for %s', (version) => {
    expect(securityWarning(version)).toBeUndefined()
  })

  it.each([
    ['22.19.0', '22.23.4'],
    ['22.23.3', '22.23.4'],
    ['24.21.0', '24.22.1'],
    ['24.22.0', '24.22.1'],
    ['26.0.0', '26.12.1'],
  ])('names for %s the release %s', (version, patched) => {
    expect(securityWarning(version)).toBe(`Node ${version} lacks security fixes; update to ${patched} or newer.`)
  })

  it.each(['23.9.0', '25.1.0'])('says of %s that its line has ended', (version) => {
    expect(securityWarning(version)).toContain('without long-term support')
  })
})
