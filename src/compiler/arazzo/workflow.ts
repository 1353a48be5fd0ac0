/** The two workflows of an async operation: submit, poll and fetch; submit and cancel. */
import type { JsonObject } from '../../base/json.ts'
import { findOperation } from '../../contract/contract.ts'
import type { AsyncOperation, Operation } from '../../contract/operation.ts'
import { pascalCase } from '../expand/plan-expansion.ts'
import { inputsMember, requestOf, type StepRequest, type WorkflowContext } from './step-request.ts'

/** From the request to the result. */
export function resultWorkflow(context: WorkflowContext, operation: AsyncOperation): JsonObject {
  const request = requestOf(context, operation)
  const target = resourceOperation(context, operation)
  const made = target === undefined ? undefined : requestOf(context, target)
  return {
    workflowId: context.claimId(operation.id),
    summary: operation.summary ?? operation.id,
    description: `Starts a job of \`${operation.id}\`, asks for its status until it has succeeded, and fetches what it yields.`,
    ...inputsMember(request, made ?? { inputs: {} }),
    steps: [
      startStep(request, operation),
      pollStep(context, operation, request),
      target === undefined || made === undefined
        ? fetchStep(context, operation, request)
        : resourceStep(operation, target, made),
    ],
    outputs: {
      jobId: '$steps.start.outputs.jobId',
      ...(operation.async.result.kind !== 'empty' && { result: '$steps.result.outputs.result' }),
    },
  }
}

/** From the request to a job that is stopped. */
export function cancelWorkflow(context: WorkflowContext, operation: AsyncOperation): JsonObject {
  const request = requestOf(context, operation)
  return {
    workflowId: context.claimId(`cancel${pascalCase(operation.id)}`),
    summary: `Cancel: ${operation.summary ?? operation.id}`,
    description: `Starts a job of \`${operation.id}\` and stops it. A job that finishes before that answers 409, and the workflow ends there.`,
    ...inputsMember(request),
    steps: [
      startStep(request, operation),
      {
        stepId: 'cancel',
        description: 'Stops the job, at once or as soon as its handler has noticed.',
        operationId: context.expansion.ids.cancelJob,
        parameters: [jobId, ...request.credentials],
        successCriteria: [{ condition: '$statusCode == 200 || $statusCode == 202' }],
      },
      {
        ...statusStep(context, operation, request, 'canceled', 'canceling'),
        stepId: 'confirm',
        description: 'Waits until the job is canceled.',
      },
    ],
    outputs: { jobId: '$steps.start.outputs.jobId' },
  }
}

const jobId = { name: 'jobId', in: 'path', value: '$steps.start.outputs.jobId' }

function startStep(request: StepRequest, operation: AsyncOperation): JsonObject {
  return {
    stepId: 'start',
    description: 'Hands in the work. The answer says where the job is.',
    operationId: operation.id,
    ...(request.parameters.length > 0 && { parameters: request.parameters }),
    ...(request.requestBody !== undefined && { requestBody: request.requestBody }),
    successCriteria: [{ condition: '$statusCode == 202' }],
    outputs: { jobId: '$response.body#/id' },
  }
}

function pollStep(context: WorkflowContext, operation: AsyncOperation, request: StepRequest): JsonObject {
  return {
    ...statusStep(context, operation, request, 'succeeded', 'queued|running|canceling'),
    stepId: 'poll',
    description:
      'Asks until the job has succeeded, as seldom as the answers ask for. A job that fails ends the workflow.',
    ...(operation.async.result.kind === 'resource' && { outputs: resourceOutputs(operation.async.result.parameters) }),
  }
}

/** Asks again while the job is in a state of `waiting`, as long as it may take at the most. */
function statusStep(
  { expansion }: WorkflowContext,
  { async: policy }: AsyncOperation,
  request: StepRequest,
  wanted: string,
  waiting: string,
): JsonObject {
  const retryAfter = Math.max(1, Math.ceil(policy.poll.initialMs / 1_000))
  const longest = Math.max(policy.timeout.totalMs ?? policy.timeout.attemptMs, policy.cancel.graceMs)
  return {
    stepId: '',
    operationId: expansion.ids.getJobStatus,
    parameters: [jobId, ...request.credentials],
    successCriteria: [{ condition: '$statusCode == 200' }, { condition: `$response.body#/status == "${wanted}"` }],
    onFailure: [
      {
        name: 'askAgain',
        type: 'retry',
        retryAfter,
        retryLimit: Math.max(1, Math.ceil(longest / 1_000 / retryAfter)),
        criteria: [
          { condition: '$statusCode == 200' },
          { context: '$response.body#/status', condition: `^(${waiting})$`, type: 'regex' },
        ],
      },
    ],
  }
}

/** The resource's parameters, read off the result in the job document: `$result#/id` is `$response.body#/result/id`. */
function resourceOutputs(parameters: Readonly<Record<string, string>>): JsonObject {
  const outputs = Object.entries(parameters).map(([name, expression]) => [
    outputName(name),
    expression.replace(/^\$result#?/, '$response.body#/result'),
  ])
  return Object.fromEntries(outputs)
}

const outputName = (parameter: string): string => parameter.replaceAll(/[^A-Za-z0-9_-]/g, '_')

function fetchStep(context: WorkflowContext, { async: { result } }: AsyncOperation, request: StepRequest): JsonObject {
  return {
    stepId: 'result',
    description: result.kind === 'empty' ? 'Sees that the job yields nothing.' : 'Fetches what the job yields.',
    operationId: context.expansion.ids.getJobResult,
    parameters: [jobId, ...request.credentials],
    successCriteria: [{ condition: `$statusCode == ${result.kind === 'empty' ? 204 : 200}` }],
    ...(result.kind !== 'empty' && { outputs: { result: '$response.body' } }),
  }
}

/** The operation that serves the result where it is a resource. */
function resourceOperation(
  { expansion }: WorkflowContext,
  { async: { result } }: AsyncOperation,
): Operation | undefined {
  return result.kind === 'resource' ? findOperation(expansion.contract, result.operation) : undefined
}

function resourceStep({ async: { result } }: AsyncOperation, target: Operation, request: StepRequest): JsonObject {
  const given = result.kind === 'resource' ? Object.keys(result.parameters) : []
  const own = target.parameters
    .filter(({ name }) => given.includes(name))
    .map(({ name, in: place }) => ({ name, in: place, value: `$steps.poll.outputs.${outputName(name)}` }))
  const others = request.parameters.filter(({ name }) => typeof name !== 'string' || !given.includes(name))
  return {
    stepId: 'result',
    description: 'Reads the resource that the job made.',
    operationId: target.id,
    parameters: [...own, ...others],
    successCriteria: [{ condition: '$statusCode == 200' }],
    outputs: { result: '$response.body' },
  }
}
