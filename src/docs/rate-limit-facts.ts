/** What `x-rate-limit` allows, in words. */
import { durationText } from '../base/duration-text.ts'
import { problemUrl } from '../contract/links.ts'
import type { RateLimit, RateLimitPolicy } from '../contract/rate-limit.ts'
import type { Fact } from './elements.ts'
import { html } from './html.ts'

/** One fact for each member that is limited. What goes beyond is refused with 429. */
export function rateLimitFacts(base: string, { submit, poll, list, concurrentJobs }: RateLimitPolicy): readonly Fact[] {
  const more = html`; more are <a href="${problemUrl(base, 'quota-exceeded')}">429</a>`
  return [
    ...(submit === undefined ? [] : [['Requests of one caller', html`up to ${rateText(submit)}${more}`] as const]),
    ...(poll === undefined
      ? []
      : [
          [
            'Polls of one job',
            html`up to ${rateText(poll)}; who waits as <code>Retry-After</code> says is never refused`,
          ] as const,
        ]),
    ...(list === undefined ? [] : [['Lists of jobs for one caller', html`up to ${rateText(list)}${more}`] as const]),
    ...(concurrentJobs === undefined
      ? []
      : [['Unfinished jobs of one caller', html`up to ${concurrentJobs} at a time${more}`] as const]),
  ]
}

/** '100 per minute', '5 per 2 seconds'. */
function rateText({ limit, windowMs }: RateLimit): string {
  return `${limit} per ${durationText(windowMs).replace(/^1 /, '')}`
}
