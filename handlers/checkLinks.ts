import { defineHandler } from '../generated/index.ts'

const timeoutMs = 10_000

export default defineHandler('checkLinks', async ({ body }, job) => {
  const links = []
  for (const [index, url] of body.links.entries()) {
    await job.progress(Math.floor((100 * index) / body.links.length), `Asking ${new URL(url).host}`)
    links.push(
      await job.step(`link ${index + 1}`, async () => {
        const startedAt = performance.now()
        const signal = AbortSignal.any([job.signal, AbortSignal.timeout(timeoutMs)])
        const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal })
        if (response.status === 503) throw job.retryAfter(`${retryAfterSeconds(response)}s`, `${url} is busy`)
        if (response.status === 404 || response.status === 410) {
          throw job.fail('broken-link', `${url} answered ${response.status}`)
        }
        return { url, status: response.status, milliseconds: Math.round(performance.now() - startedAt) }
      }),
    )
  }
  return { links }
})

/** What the busy server asks for, within reason. */
function retryAfterSeconds(response: Response): number {
  const seconds = Number(response.headers.get('retry-after'))
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 300) : 5
}
