/**
 * Runs handlers in child processes, one at a time in each. A run that does not stop is ended with its child and whatever that started; the
 * others and this process do not notice, not even when it runs out of memory or crashes the machine code of a library.
 *
 * The children are a small set of our own: Piscina has threads only, and Tinypool, which has both, asks a process with SIGTERM first, shows
 * neither its exit code nor its signal, and writes what it prints to standard output; when its parent is killed, a child that never comes
 * back to its event loop lives on.
 */
import { join } from 'node:path'
import { type Sleep, systemSleep } from '../../base/sleep.ts'
import { handlerFileOf } from '../../contract/handler-file.ts'
import type { Run, Runner, RunRequest } from '../../jobs/runner.ts'
import { runFacts } from '../isolated/aside.ts'
import { guideRun, toRunStart } from '../isolated/guide-run.ts'
import type { IsolatedOptions } from '../isolated/isolated-options.ts'
import { type ChildSet, createChildSet } from './child-set.ts'
import { type LaunchChild, launchChild } from './launch-child.ts'

export interface ProcessRunnerOptions extends IsolatedOptions {
  /** Children live in the machine's time, whatever clock the service runs on; a test hands in one that it moves. */
  readonly sleep?: Sleep
  readonly launch?: LaunchChild
}

export function createProcessRunner(options: ProcessRunnerOptions): Runner {
  const { sleep = systemSleep, launch = launchChild } = options
  const children = createChildSet({ ...options, sleep, launch })
  return {
    start: (request) => startInChild(children, options, request),
    stop: () => children.stop(),
  }
}

function startInChild(children: ChildSet, { project }: ProcessRunnerOptions, request: RunRequest): Run {
  let wasAborted = false
  const guided = guideRun(request, (message) => child.post(message))
  const child = children.take({ ...guided, facts: runFacts(request.claim), heard: guided.receive })
  child.post(toRunStart(request, join(project, handlerFileOf(request.claim.job.operation))))
  return {
    begun: guided.begun,
    done: guided.done.then((ending) => {
      // Whatever was asked to stop may have left work behind: nothing else runs where it ran.
      if (wasAborted) child.kill()
      else child.release()
      return ending
    }),
    abort: (why) => {
      wasAborted = true
      if (!guided.isOver()) child.post({ kind: 'abort', why })
    },
    kill: () => {
      if (!guided.isOver()) child.kill()
      return true
    },
  }
}
