/** Changes to the sources, each of which takes one of the engine's guards away, and the promise that then no longer holds. */

export interface Mutation {
  readonly name: string
  /** The promise that must be seen broken. */
  readonly breaks: string
  readonly changes: readonly Change[]
}

/** `find` must be in the file exactly once. */
interface Change {
  readonly file: string
  readonly find: string
  readonly replace: string
}

const sqlite = 'src/stores/sqlite'

export const mutations: readonly Mutation[] = [
  {
    name: 'no fence',
    breaks: 'I7',
    changes: [
      { file: `${sqlite}/sql/find-fenced-job.sql`, find: '  and job.epoch = :epoch\n', replace: '' },
      {
        file: `${sqlite}/sql/find-fenced-job.sql`,
        find: '  and :incarnation = (select incarnation from meta where id = 1)\n',
        replace: '',
      },
    ],
  },
  {
    name: 'a fence without the incarnation',
    breaks: 'I22',
    changes: [
      {
        file: `${sqlite}/sql/find-fenced-job.sql`,
        find: '  and :incarnation = (select incarnation from meta where id = 1)\n',
        replace: '',
      },
    ],
  },
  {
    name: 'no unique row for a time that a schedule ran',
    breaks: 'I15',
    changes: [
      {
        file: `${sqlite}/migrations/0003_schedules.sql`,
        find: `  primary key (operation, fire_at),
  check ((outcome = 'accepted') = (job is not null))
) strict, without rowid;`,
        replace: `  check ((outcome = 'accepted') = (job is not null))
) strict;`,
      },
      {
        file: `${sqlite}/sql/find-fire.sql`,
        find: '  and fire_at = :fireAt\n',
        replace: '  and fire_at = :fireAt\n  and false\n',
      },
    ],
  },
  {
    name: 'an event outside of its transaction',
    breaks: 'I6',
    changes: [
      {
        file: `${sqlite}/apply-decision.ts`,
        find: 'if (change.event !== undefined) recordEvent(transaction, { seq, job: change.job }, change.event)',
        replace: `const { event } = change
  if (event !== undefined) {
    setImmediate(() => {
      try {
        recordEvent(transaction, { seq, job: change.job }, event)
      } catch {}
    })
  }`,
      },
    ],
  },
  {
    name: 'deliveries outside of the transaction',
    breaks: 'I6',
    changes: [
      {
        file: `${sqlite}/record-event.ts`,
        find: "sql.run('insert-delivery', {",
        replace: "runLater(sql, 'insert-delivery', {",
      },
      {
        file: `${sqlite}/record-event.ts`,
        find: 'interface SubscriptionRow',
        replace: `function runLater(sql: Sql, name: string, values: Parameters<Sql['run']>[1]): void {
  setImmediate(() => {
    try {
      sql.run(name, values)
    } catch {}
  })
}

interface SubscriptionRow`,
      },
    ],
  },
  {
    name: 'no unique index on idempotency keys, and nobody who looks first',
    breaks: 'I2',
    changes: [
      {
        file: `${sqlite}/accept-job.ts`,
        find: 'findDuplicate(transaction, submission) ?? conflictOf(transaction, submission)',
        replace: 'conflictOf(transaction, submission)',
      },
      {
        file: `${sqlite}/migrations/0001_initial.sql`,
        find: `  expires_at integer not null,
  primary key (tenant, owner, operation, key)
) strict, without rowid;`,
        replace: `  expires_at integer not null
) strict;`,
      },
      {
        file: `${sqlite}/sql/take-idempotency-key.sql`,
        find: `on conflict (tenant, owner, operation, key) do update
set fingerprint = excluded.fingerprint,
  job = excluded.job,
  expires_at = excluded.expires_at
where idempotency.expires_at <= :now
`,
        replace: '',
      },
    ],
  },
  {
    name: 'promises resolved before the commit',
    breaks: 'I1',
    changes: [
      {
        file: `${sqlite}/group-commit.ts`,
        find: '  const failure = failureOf(() => options.transaction.commit())\n',
        replace: `  for (const waiting of done) waiting.resolve()
  const failure = failureOf(() => options.transaction.commit())
`,
      },
    ],
  },
  {
    name: 'handing back (T7) without looking for a cancel request',
    breaks: 'I18',
    changes: [
      {
        file: 'src/jobs/state.ts',
        find: 'if (job.cancelRequestedAt !== undefined) return cancelRunning(job, endOf(outcome), now)',
        replace:
          "if (job.cancelRequestedAt !== undefined && outcome.kind !== 'interrupted') return cancelRunning(job, endOf(outcome), now)",
      },
    ],
  },
  {
    name: 'a crash (T9) that is charged as an attempt',
    breaks: 'I10',
    changes: [
      {
        file: 'src/jobs/state.ts',
        find: 'const counts = { attempt: job.attempt - 1, crashes: job.crashes + 1 }',
        replace: 'const counts = { attempt: job.attempt, crashes: job.crashes + 1 }',
      },
    ],
  },
  {
    name: 'keys counted without abandoned runs',
    breaks: 'I12',
    changes: [
      {
        file: `${sqlite}/sql/count-key-holders.sql`,
        find: '  where run.abandoned = 1\n',
        replace: '  where run.abandoned = 2\n',
      },
    ],
  },
  {
    name: 'the lease renewed in the thread of the handlers',
    breaks: 'T9',
    changes: [
      {
        file: 'test/simulation/world/process-parts.ts',
        find: 'gated(sqliteLeaseStore(databases.guardian), passages.guardian)',
        replace: 'gated(sqliteLeaseStore(databases.main), passages.main)',
      },
      {
        file: 'test/simulation/world/process-parts.ts',
        find: 'runtime: process.guardianRuntime',
        replace: 'runtime: process.runtime',
      },
    ],
  },
  {
    name: 'retention that deletes what nobody was told of yet',
    breaks: 'I21',
    changes: [
      {
        file: `${sqlite}/sql/find-deletable.sql`,
        find: '    and delivery.finished_at is null\n',
        replace: '    and false\n',
      },
    ],
  },
]
