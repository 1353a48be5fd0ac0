/**
 * Cursors of a list: opaque, signed, and good for the query they came from alone (OW-3). They say where to go on and nothing about whose
 * jobs: ownership is in the query of the store.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** A cursor for what follows `position` in the list that `query` asks for. */
export function sealCursor(position: number, query: string, key: Uint8Array): string {
  return `${position.toString(36)}.${mac(position, query, key).toString('base64url')}`
}

/**
 * The position of a cursor, or undefined when it was made up, changed, or belongs to another query. It is compared as text: zeros in front
 * and the unused bits of the last base64 character would otherwise make many cursors of one.
 */
export function openCursor(cursor: string, query: string, key: Uint8Array): number | undefined {
  const [, digits = ''] = /^([0-9a-z]{1,11})\.[\w-]{22}$/.exec(cursor) ?? []
  const position = Number.parseInt(digits, 36)
  if (!Number.isSafeInteger(position)) return undefined
  const given = Buffer.from(cursor)
  const expected = Buffer.from(sealCursor(position, query, key))
  return given.length === expected.length && timingSafeEqual(given, expected) ? position : undefined
}

function mac(position: number, query: string, key: Uint8Array): Buffer {
  return createHmac('sha256', key).update(`list cursor\0${position}\0${query}`).digest().subarray(0, 16)
}
