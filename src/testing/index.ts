/** The testing kit: what a project imports from 'coatcheck/testing'. */
export { createFakeClock, type FakeClock } from './fake-clock.ts'
