import sharp from 'sharp'
import { defineHandler } from '../generated/index.ts'

export default defineHandler('createThumbnails', async ({ body, query }, job) => {
  const picture = sharp(body.path, { limitInputPixels: 100_000_000 })
  const { width, height } = await picture.metadata().catch((error: Error) => {
    throw job.fail('not-an-image', error.message)
  })
  await job.progress(20, `Read a picture of ${width} x ${height}`)

  // Beside the upload, in the job's own folder: whatever happens, it goes when the job goes.
  const target = `${body.path}.webp`
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
