import { describe, expect, it } from 'vitest'
import { withBlock } from '../compiler/compile-text.ts'
import { commandsIn, pageText, renderText } from './site.ts'

const page = (block: string, rest = '') =>
  pageText(renderText(withBlock(block.replaceAll(/^/gm, '        '), rest)), 'docs/operations/makeThing')

describe('the page of an operation says', () => {
  it.each([
    ['visibility: tenant', 'Every caller of the tenant'],
    ['visibility: owner', 'Only the caller'],
    ['priority: high', '<dt>Priority</dt><dd>high'],
    ['concurrency: { limit: 1, onConflict: reject }', '1 job; while so many'],
    ['completion: inline', 'with the result inside'],
    ['schedule: { cron: 30 4 * * 1-5, timezone: Europe/Vienna }', '<code>30 4 * * 1-5</code>'],
  ])('what %s means', (block, words) => {
    expect(page(block)).toContain(words)
  })

  it('until when it is there, and how often one may ask', () => {
    const text = page(
      'mode: async',
      "      deprecated: true\n      x-deprecated-since: '2027-01-31'\n      x-sunset: '2027-12-31'\n      x-rate-limit: { submit: { limit: 100, window: 1m }, concurrentJobs: 20 }\n",
    )
    for (const words of [
      '<time>2027-01-31</time>',
      '<time>2027-12-31</time>',
      'up to 100 per minute',
      'up to 20 at a time',
    ])
      expect(text).toContain(words)
  })

  it('how to be answered at once and how to hold on under `mode: both`', () => {
    const commands = commandsIn(page('mode: both\nwait: 10s'))
    expect(commands.find((text) => text.startsWith('JOB='))).toContain('Prefer: respond-async')
    expect(commands.find((text) => text.startsWith('curl -sS -i'))).toContain('Prefer: wait=10')
    expect(commandsIn(page('mode: async')).join('\n')).not.toContain('Prefer')
  })
})
