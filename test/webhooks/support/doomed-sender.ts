/** A process of its own that sends one webhook and is killed while it waits for the answer. */
import { openService } from './service.ts'

const [folder = '', url = ''] = process.argv.slice(2)
const service = await openService({ folder })
await service.finishJob(url)
service.worker().nudge()
