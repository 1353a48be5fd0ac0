/** Every runner against the same cases. */
import { describe, it } from 'vitest'
import { createInlineRunner } from '../../src/runners/inline/inline-runner.ts'
import { createProcessRunner } from '../../src/runners/process/process-runner.ts'
import { createThreadRunner } from '../../src/runners/thread/thread-runner.ts'
import { runnerConformance } from '../../src/testing/runner-conformance.ts'

describe('the inline runner', () => {
  for (const { name, run } of runnerConformance({ open: () => createInlineRunner(), kills: false })) it(name, run)
})

describe('the thread runner', () => {
  for (const { name, run } of runnerConformance({ open: createThreadRunner, kills: true })) it(name, run)
})

describe('the process runner', () => {
  for (const { name, run } of runnerConformance({ open: createProcessRunner, kills: true })) it(name, run)
})
