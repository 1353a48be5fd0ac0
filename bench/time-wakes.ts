/** Milliseconds from adding a job to the start of its handler, one job at a time with a pause before each, so that every worker has gone idle. */
import { setTimeout as wait } from 'node:timers/promises'

const warmUp = 20

/** `add` is told whom to call when the handler starts. */
export async function timeWakes(
  jobs: number,
  add: (started: () => void) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = []
  for (let job = 0; job < jobs + warmUp; job += 1) {
    await wait(15 + (job % 10))
    const began = performance.now()
    const { promise, resolve } = Promise.withResolvers<number>()
    const [ended] = await Promise.all([promise, add(() => resolve(performance.now()))])
    if (job >= warmUp) times.push(ended - began)
  }
  return times
}
