/** The testing kit: what a project imports from 'coatcheck/testing'. */
export { type Answer, type CallOptions, call } from './call.ts'
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export { type ConformanceCase, jobStoreConformance } from './job-store-conformance.ts'
export type { JobStoreHarness, OpenJobStore } from './job-store-world.ts'
export { createTestApp, type TestApp, type TestAppOptions, testApp } from './test-app.ts'
