/** Telling a process that is gone from one that may live. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { identifyProcess, isLivingNeighbour, isProcessGone, type ProcessIdentity } from '../../src/work/host.ts'

const own = identifyProcess(process.pid)

describe.runIf(existsSync('/proc/self/ns/pid'))('on a host with /proc', () => {
  it('this process is known, and lives', () => {
    expect(own).toMatchObject({
      bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      pidNamespace: expect.stringMatching(/^pid:\[\d+\]$/),
      pid: process.pid,
    })
    expect(own.startTime).toMatch(/^\d+$/)
    expect(isProcessGone(own, own)).toBe(false)
  })

  it('a process is gone once it has been killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    const identity = identifyProcess(child.pid ?? 0)
    expect(isProcessGone(identity, own)).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isProcessGone(identity, own)).toBe(true)
  })

  it('another process under the same number is not the one that was', () => {
    expect(isProcessGone({ ...own, startTime: `${own.startTime}0` }, own)).toBe(true)
  })
})

it.runIf(existsSync('/proc/self/ns/pid'))(
  'the start of a process is read past its name, whatever that is',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-host-'))
    const named = join(folder, 'a) b (c')
    await symlink(process.execPath, named)
    const child = spawn(named, ['-e', "process.title = 'a) b (c'; console.log('ready'); setInterval(() => {}, 1000)"])
    try {
      await once(child.stdout, 'data')
      const { startTime } = identifyProcess(child.pid ?? 0)
      expect(startTime).toMatch(/^\d+$/)
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').replace(/^.*\) /s, '')
      expect(startTime).toBe(fields.split(' ')[19])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await rm(folder, { recursive: true })
    }
  },
)

it('of a process that is not there nothing is known but its number', () => {
  expect(identifyProcess(2 ** 30)).toMatchObject({ pid: 2 ** 30, startTime: '' })
})

describe('what cannot be compared is not called gone', () => {
  const here: ProcessIdentity = { bootId: 'b1', pidNamespace: 'pid:[1]', pid: 1, startTime: '1' }
  it.each([
    ['of another boot', { bootId: 'b0' }, here],
    ['of another pid namespace', { pidNamespace: 'pid:[2]' }, here],
    ['that did not know its start', { startTime: '' }, here],
    ['on a host that knows nothing', { bootId: '', pidNamespace: '' }, { ...here, bootId: '', pidNamespace: '' }],
    ['on a host that knows no boot', { bootId: '' }, { ...here, bootId: '' }],
    ['on a host that knows no namespace', { pidNamespace: '' }, { ...here, pidNamespace: '' }],
    ['that lives and did not know its start', { startTime: '', pid: process.pid }, here],
  ] as const)('a process %s', (_, changes, asker) => {
    expect(isProcessGone({ ...here, pid: 2 ** 30, ...changes }, asker)).toBe(false)
    expect(isProcessGone({ ...here, pid: 2 ** 30 }, here)).toBe(true)
  })
})

it.runIf(existsSync('/proc/self/ns/pid'))(
  'a living neighbour is another process of this machine that runs',
  async () => {
    const child = spawn(process.execPath, ['-e', "console.log('ready'); setInterval(() => {}, 1000)"])
    await once(child.stdout, 'data')
    const other = identifyProcess(child.pid ?? 0)
    expect(isLivingNeighbour(other)).toBe(true)
    for (const changes of [{ bootId: 'b0' }, { pidNamespace: 'pid:[2]' }, { startTime: '1' }, { startTime: '' }]) {
      expect(isLivingNeighbour({ ...other, ...changes })).toBe(false)
    }
    expect(isLivingNeighbour(identifyProcess(process.pid))).toBe(false)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isLivingNeighbour(other)).toBe(false)
  },
)
