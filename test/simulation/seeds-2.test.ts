/** Share 2 of 4 of the seeds; several files, so that they run beside each other. */
import { it } from 'vitest'
import { provesSeeds } from './proves-seeds.ts'

it(
  'every promise holds after every step, and everything comes to its end, whatever goes wrong (I1-I14, I16-I24, L1-L4)',
  () => provesSeeds(1, 4),
  3_600_000,
)
