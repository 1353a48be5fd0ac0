/** The testing kit: what a project imports from 'coatcheck/testing'. */
export { type Answer, type CallOptions, call } from './call.ts'
export { createFakeClock, type FakeClock } from './fake-clock.ts'
export { createTestApp, type TestApp, type TestAppOptions, testApp } from './test-app.ts'
