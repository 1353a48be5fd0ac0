import { setTimeout } from 'node:timers/promises'
import { defineHandler } from '../generated/index.ts'

export default defineHandler('countWords', async ({ body }, job) => {
  const paragraphs = body.text.split(/\n\s*\n/)
  let words = 0
  for (const [index, paragraph] of paragraphs.entries()) {
    // Stands for work that takes its time; the signal ends it when the job is canceled or the server stops.
    await setTimeout(200, undefined, { signal: job.signal })
    words += paragraph.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
    const done = index + 1
    await job.progress(Math.floor((100 * done) / paragraphs.length), `${words} words`, { paragraphs: done })
  }
  if (words === 0) throw job.fail('no-words')
  return { words, paragraphs: paragraphs.length }
})
