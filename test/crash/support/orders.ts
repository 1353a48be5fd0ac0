/** What the client asks for. An order follows from its number alone, so that it can be sent again word for word. */
import { readFileSync } from 'node:fs'
import sharp from 'sharp'

export type OrderKind = 'report' | 'import' | 'links' | 'thumbnail' | 'picture'

export interface Order {
  readonly key: string
  readonly kind: OrderKind
  readonly operation: string
  readonly path: string
  readonly mediaType: string
  readonly body: string | Uint8Array<ArrayBuffer>
  /** Of a JSON body: what the server has to remember. */
  readonly json?: object
}

export const rowsOfImport = 6_000
/** As the handler of the sample has it. */
export const rowsOfBatch = 500

const ending = new URL('../data/ffox.png', import.meta.resolve('vega-datasets'))
const smallPicture = new Uint8Array(readFileSync(ending))
/** Shrinking it takes a while and hears nothing of a cancel request meanwhile. */
const side = 6_000
const largePicture = new Uint8Array(
  await sharp({ create: { width: side, height: side, channels: 3, background: '#369' } })
    .png({ compressionLevel: 9 })
    .toBuffer(),
)

/** The order of that kind and number; links and webhooks lead to that receiver. */
export function orderOf(kind: OrderKind, number: number, receiver: string): Order {
  const key = `${kind}-${number}`
  switch (kind) {
    case 'report':
      return json(key, kind, 'createReport', '/reports', {
        ...{ dataset: 'gapminder-health-income', groupBy: 'region', measure: 'income', delay: '180ms' },
        callbackUrl: `${receiver}/hooks/${key}`,
      })
    case 'links':
      return json(key, kind, 'checkLinks', '/links/checks', { links: [`${receiver}/fine`, `${receiver}/busy/${key}`] })
    case 'import':
      return {
        key,
        kind,
        operation: 'importContacts',
        path: '/contacts/imports',
        mediaType: 'text/csv',
        body: csv(key),
      }
    case 'thumbnail':
      return { ...picture, key, kind, path: '/thumbnails?width=64', body: smallPicture }
    default:
      return { ...picture, key, kind, path: '/thumbnails?width=1024', body: largePicture }
  }
}

const picture = { operation: 'createThumbnails', mediaType: 'image/png' }

function json(key: string, kind: OrderKind, operation: string, path: string, body: object): Order {
  return { key, kind, operation, path, mediaType: 'application/json', body: JSON.stringify(body), json: body }
}

function csv(key: string): string {
  const rows = Array.from({ length: rowsOfImport }, (_, row) => `Person ${row},${key}-${row}@example.com,SE`)
  return `${['name,email,country', ...rows].join('\n')}\n`
}
