/** What to call a body in a command: a media type that can be sent, and a file name ending for it. */
import { essenceOf } from '../contract/media-type.ts'

const concrete: Readonly<Record<string, string>> = {
  'image/*': 'image/jpeg',
  'text/*': 'text/plain',
  'audio/*': 'audio/mpeg',
  'video/*': 'video/mp4',
}

/** A media type for a range such as 'image/*', which cannot be sent itself. */
export function concreteMediaType(mediaType: string): string {
  return concrete[mediaType] ?? (mediaType.includes('*') ? 'application/octet-stream' : mediaType)
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/svg+xml': 'svg',
  'text/plain': 'txt',
  'audio/mpeg': 'mp3',
  'application/octet-stream': 'bin',
}

/**
 * A file name ending.
 *
 * @example extensionOf('image/webp') // 'webp'
 */
export function extensionOf(mediaType: string): string {
  const essence = essenceOf(mediaType)
  return extensions[essence] ?? (essence.split('/')[1] ?? 'bin').replaceAll(/[^a-z0-9]/gi, '')
}
