import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { receiverProgram } from '../../src/docs/receiver-program.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = JSON.stringify({
  type: 'createReport.succeeded',
  timestamp: '2026-01-01T10:00:04.000Z',
  data: { id: 'job_1', status: 'succeeded' },
})

describe('the receiver that the docs show', () => {
  const receiver = spawn(process.execPath, ['--input-type=module'], {
    env: { ...process.env, WEBHOOK_SECRET: secret, PORT: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let origin = ''

  beforeAll(async () => {
    receiver.stdin.end(receiverProgram)
    const [line] = await once(receiver.stdout, 'data')
    origin = `http://127.0.0.1:${/listening on (\d+)/.exec(String(line))?.[1]}`
  })
  afterAll(() => receiver.kill())

  const deliver = (sent: string) => {
    const at = new Date()
    const headers = {
      'content-type': 'application/json',
      'webhook-id': 'msg_1',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
    }
    return fetch(origin, { method: 'POST', headers, body: sent })
  }

  it('takes a delivery that is signed, and refuses one that was changed (WH-10)', async () => {
    expect((await deliver(body)).status).toBe(204)
    expect((await deliver(body.replace('succeeded', 'failed'))).status).toBe(400)
  })
})
