/** The public API: what a project imports from 'coatcheck'. */
export {
  type DefineHandler,
  type HandlerFor,
  type HandlerOptions,
  handlerDefiner,
  notImplemented,
  type OperationTypes,
  type TypedHandler,
} from './api/define-handler.ts'
export type { Page } from './api/documents.ts'
export {
  type RequestAnswer,
  type RequestContext,
  RequestProblem,
  type SyncOperationTypes,
} from './api/request-context.ts'
export { type App, createApp } from './app.ts'
export type { Clock, Instant } from './base/clock.ts'
export { Fault, type FaultCode } from './base/fault.ts'
export type { JobId } from './base/ids.ts'
export type { JsonObject, JsonValue } from './base/json.ts'
export type { Log } from './base/log.ts'
export type { Observation, Observe } from './base/observe.ts'
export type { Random } from './base/random.ts'
export type { RunnerName } from './base/runner-name.ts'
export { type Runtime, systemRuntime } from './base/runtime.ts'
export type { Sleep } from './base/sleep.ts'
export { type Config, type ConfigInput, defineConfig } from './config/config.ts'
export { type ConfigSources, resolveConfig } from './config/resolve-config.ts'
export type { Contract } from './contract/contract.ts'
export type { Handler, Registry, Validate, Validators, Violation } from './contract/registry.ts'
export type { Handle, HttpBody, HttpRequest, HttpResponse } from './http/message.ts'
export { type Listener, type ListenOptions, listen } from './http/node.ts'
export {
  type AbortReason,
  type AsyncOperationTypes,
  type Duration,
  type FileBody,
  type FileResult,
  type HandlerInput,
  JobAborted,
  type JobContext,
  JobFail,
  JobRetryAfter,
  JobSnooze,
} from './jobs/job-context.ts'
export { observeToLog } from './observe/observe-to-log.ts'
export type { AppOptions } from './open-parts.ts'
export type { Principal } from './security/principal.ts'
