import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { generated, handler } from './project.ts'

describe('a warning of Node', () => {
  it('about a package.json without a type names the file and the way out, on one line', async () => {
    await using project = await generated({ 'package.json': '{ "name": "mine" }' })
    const { code, stdout, stderr } = await project.run(['doctor'])
    expect(stderr.trimEnd().split('\n')).toEqual([
      expect.stringContaining(`${join(project.directory, 'package.json')} does not say`),
    ])
    expect(stderr).toContain('Add "type": "module" to it.')
    expect(stdout).toContain('handlers')
    expect(code).toBe(0)
  })

  it('about anything else stays as it is', async () => {
    await using project = await generated({
      'handlers/double.ts': `process.emitWarning('out of the handler', { code: 'MINE' })\n${handler}`,
    })
    expect((await project.run(['doctor'])).stderr).toMatch(/\[MINE\] Warning: out of the handler/)
  })
})
