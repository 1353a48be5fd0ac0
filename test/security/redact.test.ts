import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { toFacts } from '../../src/base/observe.ts'
import { redactPaths, redactUrl, showInLog } from '../../src/security/redact.ts'

describe('a URL in a log', () => {
  it('shows its origin, and nothing of user name, path or query (LG-1)', () => {
    expect(redactUrl('https://user:pw@a.example:8443/hook/canary?token=canary')).toMatch(
      /^https:\/\/a\.example:8443\/#[0-9a-f]{12}$/,
    )
  })

  it('can be told from another one of the same origin', () => {
    expect(redactUrl('https://a.example/1')).not.toBe(redactUrl('https://a.example/2'))
    expect(redactUrl('https://a.example/1')).toBe(redactUrl('https://a.example/1'))
  })

  it('that is none shows nothing', () => {
    expect(redactUrl('canary')).toBe('[not a URL]')
  })
})

it('pino writes no credential that stands under a known name (LG-1)', () => {
  const lines: string[] = []
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const log = pino({ redact: [...redactPaths] }, stream)
  const secrets = { authorization: 'canary', 'x-api-key': 'canary', 'webhook-signature': 'canary', secret: 'canary' }
  log.info(secrets, 'top')
  log.info({ headers: secrets }, 'one down')
  log.info({ request: { headers: secrets, key: 'canary' }, sealedSecret: 'canary' }, 'two down')
  expect(lines).toHaveLength(3)
  expect(lines.join('')).not.toContain('canary')
})

it('what becomes text on its way to the log shows no credential, however deep and however written (LG-1)', () => {
  const secrets = { Authorization: 'canary', 'X-Api-Key': 'canary', token: { nested: 'canary' }, rows: 3 }
  const facts = toFacts({ PASSWORD: 'canary', a: { b: [{ c: { d: secrets } }] }, rows: 4 }, showInLog)
  expect(JSON.stringify(facts)).not.toContain('canary')
  expect(facts).toMatchObject({ PASSWORD: '[Redacted]', a: expect.stringContaining('"rows":3'), rows: 4 })
})
