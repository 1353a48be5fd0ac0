/** What a running handler's `job` reaches: progress, steps and log lines, each under the fence and none after the run is over. */
import type { JsonValue } from '../base/json.ts'
import { toFacts } from '../base/observe.ts'
import type { Violation } from '../contract/registry.ts'
import { showInLog } from '../security/redact.ts'
import { JobAborted } from './job-context.ts'
import type { ProgressWriter } from './progress-writer.ts'
import type { RunContext } from './run-context.ts'
import type { RunHooks } from './runner.ts'
import type { Claim } from './store.ts'

export interface RunHooksOptions {
  readonly claim: Claim
  readonly context: RunContext
  readonly progress: ProgressWriter
  /** Aborts when the run is over. */
  readonly over: AbortSignal
  /** The store no longer takes this run's writes. */
  lost(): void
}

export function createRunHooks(options: RunHooksOptions): RunHooks {
  const { claim, context, progress, over } = options
  const { operation, files } = context
  const { job, input } = claim
  const { body } = input
  return {
    progress: async (reported) => {
      refuseIfOver(over)
      if (reported.detail !== undefined) refuseInvalid(options, 'progress', reported.detail)
      progress.report({ progress: reported })
    },
    partial: async (partial) => {
      refuseIfOver(over)
      refuseInvalid(options, 'partial', partial)
      progress.report({ partial })
    },
    saveStep: async (name, value) => {
      refuseIfOver(over)
      await saveStep(options, name, value)
    },
    bodyPath: () => (body.kind === 'file' ? files.path(job.id, body.file) : undefined),
    log: (level, fields, message) => {
      const facts = {
        ...toFacts(fields, showInLog),
        job: job.id,
        operation: operation.id,
        attempt: job.attempt,
        message,
      }
      context.runtime.observe({ name: 'job.log', level, facts })
    },
  }
}

/** Code that was abandoned may go on for long; whatever it tries next stops it. */
function refuseIfOver(over: AbortSignal): void {
  if (over.aborted) throw new JobAborted('lease-lost')
}

function refuseInvalid({ context }: RunHooksOptions, kind: 'progress' | 'partial', value: JsonValue): void {
  const validate = context.validators[`${context.operation.id}.${kind}`]
  const [first] = validate?.(value, false) ?? []
  if (first !== undefined) throw new TypeError(`job.${kind} does not fit its schema: ${describe(first)}`)
}

function describe({ pointer, detail }: Violation): string {
  return pointer === '' ? detail : `${pointer} ${detail}`
}

async function saveStep({ claim, context, lost }: RunHooksOptions, name: string, value: JsonValue): Promise<void> {
  const saved = await context.store.saveStep(claim.fence, name, value)
  if (saved === 'duplicate') throw new TypeError(`The step '${name}' has a value already.`)
  if (saved === 'written') return
  lost()
  throw new JobAborted('lease-lost')
}
