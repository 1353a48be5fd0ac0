/** A small service of plain routes for tests of the pipeline alone: no jobs, no database. */

import type { JsonValue } from '../../src/base/json.ts'
import type { Observation } from '../../src/base/observe.ts'
import { systemRuntime } from '../../src/base/runtime.ts'
import type { Parameter, SecurityScheme } from '../../src/contract/operation.ts'
import type { Handle } from '../../src/http/message.ts'
import { createPipeline } from '../../src/http/pipeline.ts'
import { jsonResponse } from '../../src/http/respond.ts'
import type { Route, RouteCall } from '../../src/http/route.ts'
import type { Verifier, Verifiers } from '../../src/security/verifiers.ts'

export interface World {
  readonly handle: Handle
  readonly observed: Observation[]
}

export const base = 'http://service.invalid/v1'

export async function pipelineOf(routes: readonly Route[], verifiers: Verifiers = schemes): Promise<World> {
  const observed: Observation[] = []
  const runtime = systemRuntime((observation) => observed.push(observation))
  const credentialPattern = /secret-[a-z]+/
  return { observed, handle: await createPipeline({ routes, verifiers, runtime, base, credentialPattern }) }
}

/** A route that answers with what it was called with. */
export function echo(route: Partial<Route> = {}): Route {
  return {
    id: 'echo',
    method: 'POST',
    path: '/v1/echo',
    security: [],
    parameters: [],
    handle: async ({ principal, parameters, body }: RouteCall) =>
      jsonResponse(200, {
        principal: { ...principal },
        parameters: { ...parameters },
        body: body.kind === 'json' ? body.value : body.kind,
      }),
    ...route,
  }
}

export function queryParameter(name: string, type: 'string' | 'integer' = 'string'): Parameter {
  const shape = { kind: 'primitive', types: [type] } as const
  return { name, in: 'query', required: false, style: 'form', explode: true, json: false, shape }
}

/** 'good-<scopes>' is verified, with the scopes after the dash; 'broken' throws; anything else is invalid. */
export function verifier(scheme: SecurityScheme): Verifier {
  return {
    scheme,
    verify: async (credential) => {
      if (credential === 'broken') throw new Error('SELECT * FROM keys WHERE path = /var/lib')
      const [word, scopes = ''] = credential.split('-')
      if (word !== 'good') return { kind: 'invalid', reason: 'unknown' }
      return {
        kind: 'verified',
        principal: { subject: `${scheme.type}:dev`, tenant: 'default', scopes: scopes.split('+') },
      }
    },
  }
}

export const schemes: Verifiers = {
  apiKey: verifier({ type: 'apiKey', in: 'header', name: 'X-API-Key' }),
  session: verifier({ type: 'apiKey', in: 'cookie', name: 'session' }),
  token: verifier({ type: 'http', scheme: 'bearer' }),
}

export function member(value: JsonValue, name: string): JsonValue | undefined {
  return Object(value)[name]
}
