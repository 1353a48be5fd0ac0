import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Fault } from '../../../src/base/fault.ts'
import { type Connection, connectWriter } from '../../../src/stores/sqlite/connect.ts'
import { createGroupCommit, type GroupCommit } from '../../../src/stores/sqlite/group-commit.ts'
import { migrate } from '../../../src/stores/sqlite/migrate.ts'
import { createSql, type Sql } from '../../../src/stores/sqlite/sql.ts'
import { type Transaction, transactionOn } from '../../../src/stores/sqlite/transaction.ts'
import { freshFolder } from './harness.ts'

let folder: ReturnType<typeof freshFolder>
let connection: Connection
const commits: number[] = []
const failStops: Fault[] = []

beforeEach(() => {
  folder = freshFolder()
  const file = join(folder.path, 'jobs.db')
  connection = connectWriter(file, { mustExist: false, busyTimeoutMs: 0 })
  migrate(connection, file)
  commits.length = 0
  failStops.length = 0
})
afterEach(() => {
  connection.close()
  folder.remove()
})

function create(faulty: Partial<Transaction> = {}): GroupCommit {
  return createGroupCommit({
    file: 'jobs.db',
    sql: createSql(connection),
    transaction: counted({ ...transactionOn(connection), ...faulty }),
    observe: () => {},
    onFailStop: (fault) => failStops.push(fault),
  })
}

/** Notes how many savepoints each commit has kept. */
function counted(transaction: Transaction): Transaction {
  let released = 0
  return {
    ...transaction,
    release: () => {
      transaction.release()
      released += 1
    },
    commit: () => {
      transaction.commit()
      commits.push(released)
      released = 0
    },
  }
}

const keep = (name: string) => (sql: Sql) => sql.run('keep-secret', { name, sealed: 's' }).changes
const kept = (): unknown => connection.prepare('select name from secret order by name').pluck().all()
const failing = (code: string) => () => {
  throw new Database.SqliteError(`injected ${code}`, code)
}

describe('group commit', () => {
  it('commits all that arrives in one turn together, and answers afterwards', async () => {
    const order: string[] = []
    const transaction = transactionOn(connection)
    const { write } = create({
      commit: () => {
        transaction.commit()
        order.push('commit')
      },
    })
    const answers = ['a', 'b', 'c'].map((name) => write(keep(name)).then(() => order.push(name)))
    await Promise.all(answers)
    expect(order).toEqual(['commit', 'a', 'b', 'c'])
    expect(commits).toEqual([3])
  })

  it('does not answer before the commit (I1)', async () => {
    const answered = vi.fn()
    const transaction = transactionOn(connection)
    const { write } = create({
      commit: () => {
        expect(answered).not.toHaveBeenCalled()
        transaction.commit()
      },
    })
    await write(keep('a')).then(answered)
    expect(answered).toHaveBeenCalled()
  })

  it('splits what is too much for one transaction', async () => {
    const { write } = create()
    await Promise.all(Array.from({ length: 600 }, (_, index) => write(keep(`n${index}`))))
    expect(commits).toEqual([256, 256, 88])
  })

  it('undoes a mutation that throws, and nothing else', async () => {
    const { write } = create()
    const answers = await Promise.allSettled([
      write(keep('a')),
      write((sql) => {
        keep('b')(sql)
        throw new RangeError('no')
      }),
      write(keep('c')),
    ])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(answers[1]).toMatchObject({ reason: { message: 'no' } })
    expect(kept()).toEqual(['a', 'c'])
  })

  it('refuses a mutation that does not end within its transaction', async () => {
    const { write } = create()
    await expect(
      write(async (sql) => {
        keep('a')(sql)
      }),
    ).rejects.toThrow(/asynchronous/)
    expect(kept()).toEqual([])
  })

  it('rejects all whose work is gone when an error rolls the whole transaction back (R-INI-9)', async () => {
    const { write } = create()
    const answers = await Promise.allSettled([
      write(keep('a')),
      write(() => {
        connection.exec('rollback')
        failing('SQLITE_FULL')()
      }),
      write(keep('c')),
    ])
    expect(answers).toMatchObject(Array(3).fill({ status: 'rejected', reason: { code: 'database-full' } }))
    expect(kept()).toEqual([])
    expect(await write(keep('d'))).toBe(1)
  })

  it.each([
    ['SQLITE_BUSY', 'database-busy'],
    ['SQLITE_FULL', 'database-full'],
  ])('writes nothing when COMMIT fails with %s, says %s, and goes on (R-INI-9)', async (sqlite, code) => {
    const transaction = transactionOn(connection)
    let faults = 1
    const { write } = create({ commit: () => (faults-- > 0 ? failing(sqlite)() : transaction.commit()) })
    const answers = await Promise.allSettled([write(keep('a')), write(keep('b'))])
    expect(answers).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code } }))
    expect(kept()).toEqual([])
    await write(keep('c'))
    expect(kept()).toEqual(['c'])
    expect(failStops).toEqual([])
  })

  it('stops for good when COMMIT fails with an I/O error, and says so once (R-INI-9)', async () => {
    const { write } = create({ commit: failing('SQLITE_IOERR_FSYNC') })
    const answers = await Promise.allSettled([write(keep('a')), write(keep('b'))])
    expect(answers).toMatchObject(Array(2).fill({ status: 'rejected', reason: { code: 'commit-unknown' } }))
    expect(failStops.map(({ code }) => code)).toEqual(['commit-unknown'])
    await expect(write(keep('c'))).rejects.toMatchObject({ code: 'database-unusable' })
    expect(failStops).toHaveLength(1)
  })

  it('stops those too who waited behind the failed commit (R-INI-9)', async () => {
    const { write } = create({ commit: failing('SQLITE_IOERR_WRITE') })
    const answers = await Promise.allSettled(Array.from({ length: 300 }, (_, index) => write(keep(`n${index}`))))
    const codes = answers.map((answer) => answer.status === 'rejected' && (answer.reason as Fault).code)
    expect(new Set(codes.slice(0, 256))).toEqual(new Set(['commit-unknown']))
    expect(new Set(codes.slice(256))).toEqual(new Set(['database-unusable']))
  })

  it('keeps nothing of a group that met damage in the file, and stops for good', async () => {
    const { write } = create()
    const answers = await Promise.allSettled([
      write(keep('a')),
      write(failing('SQLITE_CORRUPT_INDEX')),
      write(keep('c')),
    ])
    expect(answers).toMatchObject(Array(3).fill({ status: 'rejected', reason: { code: 'database-damaged' } }))
    expect(kept()).toEqual([])
    expect(failStops.map(({ code }) => code)).toEqual(['database-damaged'])
    await expect(write(keep('d'))).rejects.toMatchObject({ code: 'database-damaged' })
    expect(failStops).toHaveLength(1)
  })

  it('writes nothing more once it is told that the file is gone, not even what waits', async () => {
    const group = create()
    const waiting = group.write(keep('a'))
    const fault = new Fault('database-gone', 'gone')
    group.fail(fault)
    await expect(waiting).rejects.toBe(fault)
    await expect(group.write(keep('b'))).rejects.toBe(fault)
    expect(kept()).toEqual([])
  })

  it('commits what waits when it closes', async () => {
    const commit = create()
    const answer = commit.write(keep('a'))
    commit.close()
    expect(kept()).toEqual(['a'])
    expect(await answer).toBe(1)
    await expect(commit.write(keep('b'))).rejects.toMatchObject({ code: 'database-unusable' })
  })
})
