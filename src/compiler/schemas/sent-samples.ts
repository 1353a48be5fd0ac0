/** What is really sent, as samples: the least that a job document, an event and the headers of a 202 hold. Schemas of the spec are judged by them. */
import { newJobId } from '../../base/ids.ts'
import type { JsonObject } from '../../base/json.ts'
import type { EventKind } from '../../contract/async-policy.ts'
import { eventType, statusAfter } from '../../contract/event-type.ts'
import type { PublicStatus } from '../../contract/job-document.ts'
import { exampleBase, type JobLinks, jobLinks } from '../../contract/links.ts'
import { jobsPathOf, serverOf } from '../view/servers.ts'
import type { SpecView } from '../view/spec-view.ts'

/** The members a job document always has, and those that its state brings. */
export function jobSample(spec: SpecView, operation: string, status: PublicStatus): JsonObject {
  const { self, monitor, result } = linksOf(spec, operation)
  const links = [
    { rel: 'self', method: 'GET', href: self },
    { rel: 'monitor', method: 'GET', href: monitor },
  ]
  return {
    id: jobId,
    operation,
    status,
    revision: 1,
    createdAt: moment,
    updatedAt: moment,
    ...(status === 'queued' ? {} : { startedAt: moment }),
    ...(isFinal(status) ? { finishedAt: moment, expiresAt: moment } : {}),
    ...(status === 'failed' ? { error: errorSample } : {}),
    ...(status === 'succeeded' ? { resourceLocation: result } : {}),
    links,
  }
}

/** The body of a webhook about a job of that operation (WH-5). */
export function eventSample(spec: SpecView, operation: string, kind: EventKind, type?: string): JsonObject {
  return {
    type: type ?? eventType(operation, kind),
    timestamp: moment,
    data: jobSample(spec, operation, statusAfter[kind]),
  }
}

/** Header name in lower case -> its text, for each that comes with every 202 (R-INI-1). */
export function acceptedHeaders(spec: SpecView, operation: string): Readonly<Record<string, string>> {
  const { self, monitor } = linksOf(spec, operation)
  return {
    location: self,
    'operation-location': monitor,
    'retry-after': '1',
    'cache-control': 'no-store',
    link: `<${self}>; rel="self"`,
  }
}

const jobId = newJobId({ bytes: (length) => new Uint8Array(length), unit: () => 0 })

const moment = '2026-01-01T00:00:00.000Z'

const isFinal = (status: PublicStatus): boolean => ['succeeded', 'failed', 'canceled'].includes(status)

const errorSample: JsonObject = {
  code: 'handler-error',
  message: 'The handler failed and its attempts are used up',
  type: 'https://api.example.com/problems/handler-error',
  title: 'The handler failed and its attempts are used up',
  status: 500,
  retriable: true,
}

function linksOf(spec: SpecView, operation: string): JobLinks {
  return jobLinks(exampleBase(serverOf(spec.document)), jobsPathOf(spec.document), jobId, operation)
}
