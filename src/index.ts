/** The public API: what a project imports from 'coatcheck'. */
export {
  type DefineHandler,
  type HandlerFor,
  handlerDefiner,
  notImplemented,
  type OperationTypes,
} from './api/define-handler.ts'
export { type RequestContext, RequestProblem, type Response, type SyncOperationTypes } from './api/request-context.ts'
export { type App, type AppOptions, createApp } from './app.ts'
export type { JsonObject, JsonValue } from './base/json.ts'
export type { Log } from './base/log.ts'
export { type Config, type ConfigInput, defineConfig } from './config/config.ts'
export type { Contract } from './contract/contract.ts'
export type { Handler, Registry, Validate, Validators, Violation } from './contract/registry.ts'
export type { Handle, HttpBody, HttpRequest, HttpResponse } from './http/message.ts'
export { type Listener, type ListenOptions, listen } from './http/node.ts'
export {
  type AsyncOperationTypes,
  type Duration,
  type FileBody,
  type FileResult,
  type HandlerInput,
  type JobContext,
  JobFail,
  JobRetryAfter,
  JobSnooze,
} from './jobs/job-context.ts'
export type { Principal } from './security/principal.ts'
