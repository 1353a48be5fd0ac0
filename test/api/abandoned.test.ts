import { existsSync, readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { overSocket } from './matrix.ts'
import { field, serve } from './service.ts'

describe('a client that goes away in the middle of an upload', () => {
  it('leaves no file, no job and no error behind, and its key is free again (R-INI-15)', async () => {
    const service = await serve(overSocket)
    const files = `${service.databaseFile}.files`
    const { hostname, port } = new URL(service.door.origin)
    const socket = connect(Number(port), hostname)
    const head = `POST /v1/contacts/imports HTTP/1.1\r\nHost: h\r\nX-API-Key: ${service.key}\r\nIdempotency-Key: up\r\n`
    socket.write(`${head}Content-Type: text/csv\r\nContent-Length: 1000\r\n\r\nname,email\n`)
    while (!existsSync(files)) await turn()
    socket.destroy()
    while (!service.observed.some(({ name }) => name === 'request.abandoned')) await turn()
    expect(readdirSync(files)).toEqual([])
    expect(field(await service.ask('GET', '/v1/jobs'), 'jobs')).toEqual([])
    expect(service.observed.filter(({ level }) => level === 'error')).toEqual([])
    const headers = { 'content-type': 'text/csv', 'idempotency-key': 'up' }
    expect((await service.ask('POST', '/v1/contacts/imports', { body: 'name,email\n', headers })).status).toBe(202)
  })
})

const turn = () => new Promise((resolve) => setImmediate(resolve))
