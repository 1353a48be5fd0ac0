import { createSocket } from 'node:dgram'
import { afterEach, describe, expect, it } from 'vitest'
import { createResolveName } from '../../src/security/system-network.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

const addressType = 1

/** A DNS server that gives names with `good` in them an IPv4 address, says that names with `gone` in them do not exist, and drops the rest. */
async function serveNames() {
  const asked: string[] = []
  const waiting: { readonly count: number; readonly wake: () => void }[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, { port, address }) => {
    const { name, type, end } = readQuestion(query)
    if (type === addressType) asked.push(name)
    for (const { count, wake } of waiting) if (asked.length >= count) wake()
    if (name.includes('gone')) socket.send(answer(query, end, 3, []), port, address)
    if (name.includes('good')) {
      socket.send(answer(query, end, 0, type === addressType ? [93, 184, 216, 34] : []), port, address)
    }
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => socket.close(() => resolve())))
  return {
    resolveName: createResolveName([`127.0.0.1:${socket.address().port}`]),
    until: (count: number) => new Promise<void>((wake) => waiting.push({ count, wake })),
  }
}

function readQuestion(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

/** The question repeated, and at most one address for its name (RFC 1035 section 4.1). */
function answer(query: Buffer, end: number, code: number, address: readonly number[]): Buffer {
  const count = address.length > 0 ? 1 : 0
  const header = Buffer.from([...query.subarray(0, 2), 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0])
  const record = count === 0 ? [] : [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address]
  return Buffer.concat([header, query.subarray(12, end), Buffer.from(record)])
}

describe('resolving names', () => {
  it('lets no names that hang delay another, and calls them off with their attempt (WH-33, WH-39)', async () => {
    const { resolveName, until } = await serveNames()
    const attempt = new AbortController()
    let settled = 0
    const hanging = Array.from({ length: 20 }, (_, index) =>
      resolveName(`hang-${index}.example.com`, attempt.signal).finally(() => {
        settled += 1
      }),
    )
    const ends = Promise.allSettled(hanging)
    await until(20)
    expect(await resolveName('good.example.com')).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect(settled).toBe(0)
    attempt.abort()
    expect(new Set((await ends).map(({ status }) => status))).toEqual(new Set(['rejected']))
  })

  it('rejects for a name without any address', async () => {
    const { resolveName } = await serveNames()
    await expect(resolveName('gone.example.com')).rejects.toThrow('ENOTFOUND')
  })

  it('asks nobody for localhost, nor once the attempt is over', async () => {
    const resolveName = createResolveName([])
    expect(await resolveName('localhost')).toEqual([
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ])
    await expect(resolveName('good.example.com', AbortSignal.abort())).rejects.toThrow()
  })
})
