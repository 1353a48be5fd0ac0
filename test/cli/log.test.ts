import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const module = new URL('../../src/cli/log.ts', import.meta.url)

it('shows no credential that a handler hands to its log under a known name (LG-1)', () => {
  const program = `
    import { createLog } from ${JSON.stringify(module.href)}
    const log = createLog('info')
    log.info({ token: 'canary', rows: 3 }, 'at the top')
    log.warn({ headers: { authorization: 'canary', 'x-api-key': 'canary' } }, 'one down')
    log.debug({}, 'below the level')`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { msg: 'at the top', token: '[Redacted]', rows: 3 },
    { msg: 'one down', headers: { authorization: '[Redacted]', 'x-api-key': '[Redacted]' } },
  ])
  expect(stdout + stderr).not.toContain('canary')
})
