import { describe, expect, it } from 'vitest'
import { inWorld } from './support/world.ts'

describe('what a handler logs', () => {
  it('shows nothing that stands under the name of a credential, at the top or within (LG-1)', () =>
    inWorld(
      (_, job) => {
        job.log.info(
          { token: 'canary', request: { headers: { Authorization: 'canary', host: 'a.example' } } },
          'called',
        )
      },
      async (world) => {
        await world.worker.start()
        await world.until(await world.submit(), 'succeeded')
        expect(JSON.stringify(world.observed)).not.toContain('canary')
        const line = world.observed.find(({ facts }) => facts.message === 'called')
        expect(line?.facts).toMatchObject({ token: '[Redacted]', request: expect.stringContaining('a.example') })
      },
    ))
})
