/** The testing kit: what a project imports from 'coatcheck/testing', and the suites that whoever writes a store runs against it. */
export type { Clock } from '../base/clock.ts'
export type { Observation, Observe } from '../base/observe.ts'
export type { Random } from '../base/random.ts'
export type { Runtime } from '../base/runtime.ts'
export type { Sleep } from '../base/sleep.ts'
export { type AccessStoreHarness, accessStoreConformance } from './access-store-conformance.ts'
export { type Answer, type CallOptions, call } from './call.ts'
export { deliveryStoreConformance } from './delivery-store-conformance.ts'
export type { DeliveryStoreHarness, OpenDeliveryStore } from './delivery-store-world.ts'
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export { type ConformanceCase, jobStoreConformance } from './job-store-conformance.ts'
export type { JobStoreHarness, OpenJobStore } from './job-store-world.ts'
export { leaseStoreConformance } from './lease-store-conformance.ts'
export { runnerConformance } from './runner-conformance.ts'
export type { RunnerHarness, RunnerSetting } from './runner-world.ts'
export {
  type OpenScheduleStore,
  type ScheduleStoreHarness,
  scheduleStoreConformance,
} from './schedule-store-conformance.ts'
export { createSeededRandom } from './seeded-random.ts'
export { createTestApp, type TestApp, type TestAppOptions, testApp } from './test-app.ts'
