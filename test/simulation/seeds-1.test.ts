/** Share 1 of 4 of the seeds; several files, so that they run beside each other. */
import { proveSeeds } from './prove-seeds.ts'

proveSeeds(0, 4)
