import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { defineHandler } from '../generated/index.ts'

export default defineHandler('createThumbnails', async ({ body, query }, job) => {
  const picture = sharp(body.path, { limitInputPixels: 100_000_000 })
  const { width, height } = await picture.metadata().catch((error: Error) => {
    throw job.fail('not-an-image', error.message)
  })
  await job.progress(20, `Read a picture of ${width} x ${height}`)

  const target = join(await mkdtemp(join(tmpdir(), 'thumbnail-')), 'thumbnail.webp')
  await picture
    .rotate()
    .resize({ width: query.width, withoutEnlargement: true })
    .webp()
    .toFile(target)
    .catch((error: Error) => {
      throw job.fail('not-an-image', error.message)
    })
  return job.file(target, { mediaType: 'image/webp', name: 'thumbnail.webp' })
})
