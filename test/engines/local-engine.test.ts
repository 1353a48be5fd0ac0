/** Waking the workers of this process. */
import { describe, expect, it } from 'vitest'
import { newJobId } from '../../src/base/ids.ts'
import { systemRandom } from '../../src/base/random.ts'
import { createLocalEngine } from '../../src/engines/local/local-engine.ts'

const job = newJobId(systemRandom)
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('the local engine', () => {
  it('makes one wake-up of many offers in one turn, and not within the offer', async () => {
    const engine = createLocalEngine()
    let woken = 0
    engine.consume(() => {
      woken += 1
    })
    for (let offers = 0; offers < 10; offers += 1) engine.offer([job])
    expect(woken).toBe(0)
    await turn()
    expect(woken).toBe(1)
    engine.offer([job])
    await turn()
    expect(woken).toBe(2)
  })

  it('wakes each listener, and none that has left', async () => {
    const engine = createLocalEngine()
    const woken: string[] = []
    const wake = () => woken.push('same function')
    engine.consume(wake)
    const leave = engine.consume(wake)
    engine.consume(() => woken.push('other'))
    leave()
    engine.offer([job])
    await turn()
    expect(woken).toEqual(['same function', 'other'])
  })

  it('does not mind when nobody listens, nothing is offered, or it has stopped', async () => {
    const engine = createLocalEngine()
    engine.offer([job])
    await turn()
    let woken = 0
    engine.consume(() => {
      woken += 1
    })
    engine.offer([])
    await turn()
    engine.offer([job])
    await engine.stop()
    engine.offer([job])
    await turn()
    expect(woken).toBe(0)
  })
})
