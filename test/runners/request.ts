/** A run of a handler without input, which nobody listens to. */
import { toJobId } from '../../src/base/ids.ts'
import type { RunHooks, RunRequest } from '../../src/jobs/runner.ts'
import { running } from '../jobs/support/jobs.ts'

export function requestFor(operation: string, log: RunHooks['log'] = () => {}): RunRequest {
  const id = toJobId(`job_${operation.padEnd(22, '0')}`) ?? running.id
  const principal = { subject: 'api-key:dev', tenant: 'default', scopes: [] }
  const input = { params: {}, query: {}, headers: {}, cookies: {}, body: { kind: 'none' }, principal } as const
  const job = { ...running, id, operation }
  const taken = async () => {}
  return {
    claim: { fence: { incarnation: 'here', job: id, epoch: 1 }, job, input, steps: new Map() },
    handler: { operation, run: () => undefined },
    hooks: { progress: taken, partial: taken, saveStep: taken, bodyPath: () => undefined, log },
  }
}
