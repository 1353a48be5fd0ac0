/** One sentence for every command that is given the id of a job. */
import { Fault } from '../base/fault.ts'
import type { JobId } from '../base/ids.ts'

/** What to say of an id that the database does not have. */
export function unknownJob(id: JobId): Fault {
  return new Fault('usage', `There is no job ${id} in this database.`)
}
