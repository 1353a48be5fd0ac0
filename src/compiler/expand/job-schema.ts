/** The schemas of the job document: one for each async operation, typed by its result, progress and errors, and the union of them (R-STA-2, R-STA-3). */
import type { JsonObject, JsonValue } from '../../base/json.ts'
import { jobStatuses } from '../../contract/job-document.ts'
import type { AsyncOperation } from '../../contract/operation.ts'
import { jobFailureCatalog } from '../../contract/problem-catalog.ts'
import { objectAt } from '../../schema/reference.ts'
import { detailSchema, resultSchema } from './described.ts'
import { type Expansion, jobRef, ownRef } from './plan-expansion.ts'

/** The job document of one operation. */
export function jobSchema(expansion: Expansion, operation: AsyncOperation): JsonObject {
  return {
    type: 'object',
    description: `A job of \`${operation.id}\`. Unknown members may appear.`,
    required: ['id', 'operation', 'status', 'revision', 'createdAt', 'updatedAt', 'links'],
    properties: {
      id: { type: 'string', pattern: '^job_[0-9A-Za-z]{22}$' },
      operation: { type: 'string', enum: [operation.id] },
      status: ownRef(expansion, 'schemas', 'JobStatus'),
      revision: {
        type: 'integer',
        minimum: 1,
        description: 'Grows with every visible change; the larger one is the newer.',
      },
      createdAt: moment('When the request was accepted.'),
      updatedAt: moment('When the job last changed visibly.'),
      startedAt: moment('When work first began.'),
      finishedAt: moment('When the job succeeded, failed or was canceled.'),
      progress: progressSchema(expansion, operation),
      percentComplete: { ...percent, description: 'The same as `progress.percent`.' },
      ...partialMember(expansion, operation),
      attempt: { type: 'integer', minimum: 1, description: 'Which attempt this is. Absent before the first.' },
      nextAttemptAt: moment('When the next attempt is due, if one is.'),
      estimatedCompletionAt: moment('When the job is likely to finish.'),
      expiresAt: moment('Until when the job and its result are kept.'),
      error: errorSchema(expansion, operation),
      ...resultMembers(expansion, operation),
      links: { type: 'array', items: ownRef(expansion, 'schemas', 'JobLink') },
    },
  }
}

/** The job document of any operation, told apart by `operation`. */
export function anyJobSchema(expansion: Expansion): JsonObject {
  const references = expansion.asyncOperations.map(({ id }) => jobRef(expansion, id))
  const mapping = expansion.asyncOperations.map(({ id }): [string, JsonValue] => [id, jobRef(expansion, id).$ref ?? ''])
  return {
    description: 'A job; `operation` tells which one.',
    oneOf: references,
    discriminator: { propertyName: 'operation', mapping: Object.fromEntries(mapping) },
  }
}

/** Parts that the job documents of all operations share. */
export const jobPartSchemas: Readonly<Record<'JobStatus' | 'JobProgress' | 'JobError' | 'JobLink', JsonObject>> = {
  JobStatus: {
    type: 'string',
    description: '`queued`, `running` and `canceling` may change; `succeeded`, `failed` and `canceled` are final.',
    enum: jobStatuses,
  },
  JobProgress: {
    type: 'object',
    required: ['percent'],
    properties: {
      percent: { type: 'number', minimum: 0, maximum: 100 },
      message: { type: 'string', description: 'What is being done, for people.' },
      detail: { description: 'What the operation tells beyond that.' },
    },
  },
  JobError: {
    type: 'object',
    description: 'Why the job failed: a problem (RFC 9457) that also has `code` and `message`.',
    required: ['code', 'message', 'type', 'title', 'status', 'retriable'],
    properties: {
      code: { type: 'string', description: 'Stable name of the reason: the one to switch on.' },
      message: { type: 'string', description: 'What happened, for people.' },
      type: { type: 'string', format: 'uri', description: 'The page that explains it.' },
      title: { type: 'string' },
      detail: { type: 'string' },
      status: {
        type: 'integer',
        minimum: 400,
        maximum: 599,
        description: 'The status code that the result answers with.',
      },
      retriable: { type: 'boolean', description: 'Whether starting the same work again can help.' },
    },
  },
  JobLink: {
    type: 'object',
    required: ['rel', 'method', 'href'],
    properties: {
      rel: {
        type: 'string',
        description:
          '`self`, `monitor`, `cancel` (while possible), `result` (once there is one) or `describedby`; others may appear.',
      },
      method: { type: 'string' },
      href: { type: 'string', format: 'uri' },
    },
  },
}

const percent: JsonObject = { type: 'number', minimum: 0, maximum: 100 }

const moment = (description: string): JsonObject => ({ type: 'string', format: 'date-time', description })

function progressSchema(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const detail = detailSchema(expansion, operation, 'progress')
  if (detail === undefined) return ownRef(expansion, 'schemas', 'JobProgress')
  const { JobProgress } = jobPartSchemas
  return { ...JobProgress, properties: { ...objectAt(JobProgress, 'properties'), detail } }
}

function partialMember(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const schema = detailSchema(expansion, operation, 'partial')
  return schema === undefined ? {} : { partial: schema }
}

function errorSchema(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const codes = [...operation.async.errors.map((error) => error.code), ...Object.keys(jobFailureCatalog)]
  const narrowed = { type: 'object', properties: { code: { type: 'string', enum: codes } } }
  return { allOf: [ownRef(expansion, 'schemas', 'JobError'), narrowed] }
}

function resultMembers(expansion: Expansion, operation: AsyncOperation): JsonObject {
  const schema = resultSchema(expansion, operation)
  const where = { type: 'string', format: 'uri', description: 'Where the result is, once the job has succeeded.' }
  return schema === undefined ? { resourceLocation: where } : { result: schema, resourceLocation: where }
}
