/** What a handler will find as its body. An upload goes to disk before anything else happens to it (R-INI-15). */
import type { JobId } from '../base/ids.ts'
import type { ReceivedBody } from '../http/route.ts'
import type { FileStore } from '../jobs/file-store.ts'
import type { JobBody } from '../jobs/job.ts'

/** The body as a job keeps it; an upload over its limit leaves no file. */
export async function receiveBody(files: FileStore, job: JobId, body: ReceivedBody): Promise<JobBody | 'too-large'> {
  if (body.kind !== 'stream') return body
  const { content, mediaType, maxBytes } = body
  const file = await files.receive(job, { content, mediaType, maxBytes })
  return file === 'too-large' ? file : { kind: 'file', file }
}
