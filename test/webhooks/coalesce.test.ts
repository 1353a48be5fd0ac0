import { expect, it } from 'vitest'
import { coalesce } from '../../src/webhooks/coalesce.ts'

function gatedWork() {
  const gates: (() => void)[] = []
  const runs = { started: 0, atOnce: 0, most: 0 }
  const work = async () => {
    runs.started += 1
    runs.most = Math.max(runs.most, ++runs.atOnce)
    await new Promise<void>((resolve) => gates.push(resolve))
    runs.atOnce -= 1
  }
  return { runs, work, open: () => gates.shift()?.() }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

it('calls during a run become one more run, and never two at once', async () => {
  const { runs, work, open } = gatedWork()
  const { call, close } = coalesce(work)
  for (let index = 0; index < 10; index += 1) call()
  expect(runs.started).toBe(1)
  open()
  await turn()
  expect(runs).toEqual({ started: 2, atOnce: 1, most: 1 })
  open()
  await turn()
  expect(runs.started).toBe(2)
  call()
  await turn()
  expect(runs.started).toBe(3)
  open()
  await close()
})

it('a closed one waits for its run and starts none', async () => {
  const { runs, work, open } = gatedWork()
  const { call, close } = coalesce(work)
  call()
  call()
  let isClosed = false
  const closing = close().then(() => {
    isClosed = true
  })
  await turn()
  expect(isClosed).toBe(false)
  open()
  await closing
  call()
  expect(runs.started).toBe(1)
})
