/** What to call the file that holds a body: its name's ending. */
import { essenceOf } from '../contract/media-type.ts'

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
