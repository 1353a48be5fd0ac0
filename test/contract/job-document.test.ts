/** The members of the job document, told in one place: what is shown, what is published and what callers' types say all agree with it. */
import { describe, expect, it } from 'vitest'
import { toTimestamp } from '../../src/base/clock.ts'
import { jobTypes } from '../../src/codegen/job-types.ts'
import { jobMembers } from '../../src/contract/job-document.ts'
import { jobLinks } from '../../src/contract/links.ts'
import type { Job } from '../../src/jobs/job.ts'
import { type JobDocument, toJobDocument } from '../../src/jobs/view.ts'
import { withKey } from '../compiler/compile-text.ts'
import { expandText, namesAt } from '../compiler/expand-text.ts'
import { aJobId, jobs, now, policy, running } from '../jobs/support/jobs.ts'

describe('the members of the job document', () => {
  it('are those that a job shows', () => {
    const links = jobLinks('https://api.example.com', '/jobs', aJobId, 'createReport')
    const busy = { ...running, progress: { percent: 40 }, partial: [1], estimatedCompletionAt: now }
    const shown = [...Object.values<Job>(jobs), busy].map((job) =>
      toJobDocument(job, { base: 'https://api.example.com', links, policy }),
    )
    expect(shown.map(({ estimatedCompletionAt }) => estimatedCompletionAt)).toContain(toTimestamp(now))
    expect([...new Set(shown.flatMap((one) => Object.keys(one)))].toSorted()).toEqual([...jobMembers].toSorted())
    const typed: readonly (keyof JobDocument)[] = jobMembers
    expect(typed).toHaveLength(new Set(jobMembers).size)
  })

  it('are those that are published', () => {
    const document = expandText(
      withKey(`paths:
  /things:
    post:
      operationId: makeThing
      x-async-operation: { partial: {}, result: { schema: { type: integer } } }
      responses: { '202': { description: Taken } }
`),
    )
    expect(namesAt(document, '/components/schemas/MakeThingJob/properties')).toEqual(jobMembers)
  })

  it('are those that the types of callers have', () => {
    const text = (name: string): string =>
      jobTypes.slice(jobTypes.indexOf(`export interface ${name}<`)).split('\n}')[0] ?? ''
    const base = [...text('JobBase').matchAll(/^ {4}(\w+)\??:/gm)].map(([, name]) => name)
    const ofStates = [...text('JobStates').matchAll(/[{;] (\w+)\??:/g)].map(([, name]) => name)
    expect([...new Set([...base, ...ofStates])].toSorted()).toEqual([...jobMembers].toSorted())
  })
})
