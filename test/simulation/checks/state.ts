/** What must hold of the file after every commit: one statement a promise, which finds whatever breaks it. */
import type { World } from '../world/world.ts'

/** Reports what breaks a promise. */
export function checkState(world: World): void {
  const times = { now: world.time.clock.now(), latest: world.latest }
  for (const { id, what, sql } of checks) {
    for (const found of world.pluck(sql, times)) world.violate(id, `${found} ${what}`)
  }
}

const checks = [
  {
    id: 'I2',
    what: 'is behind a key and nowhere else',
    sql: `select job from idempotency
      where expires_at > :latest
        and not exists (select 1 from job where job.id = idempotency.job)
        and not exists (select 1 from tombstone where tombstone.id = idempotency.job)`,
  },
  {
    id: 'I5',
    what: 'has gaps in its events, two ends, or something after its end',
    sql: `select job from event group by job
      having min(number) <> 1 or max(number) <> count(*)
        or sum(kind in ('succeeded', 'failed', 'canceled')) > 1
        or max(case when kind in ('succeeded', 'failed', 'canceled') then number end) < max(number)`,
  },
  {
    id: 'I6',
    what: 'was accepted or has ended without its event, or has one of an end that it has not reached',
    sql: `select id from job
      where not exists (select 1 from event where event.job = job.seq and kind = 'accepted' and number = 1)
        or (finished_at is not null)
          <> exists (select 1 from event where event.job = job.seq and kind in ('succeeded', 'failed', 'canceled'))
        or finished_at is not null
          and not exists (select 1 from event where event.job = job.seq and event.kind = job.state)`,
  },
  {
    id: 'I6',
    what: 'has no delivery to one who asked for it',
    sql: `select event.id from event
      join subscription on subscription.job = event.job
      join json_each(subscription.kinds) as wanted on wanted.value = event.kind
      where not exists (
        select 1 from delivery
        where delivery.event = event.seq and delivery.endpoint = subscription.endpoint
      )`,
  },
  {
    id: 'I6',
    what: 'has started without its event',
    sql: `select job.id from job
      join subscription on subscription.job = job.seq
      join json_each(subscription.kinds) as wanted on wanted.value = 'started'
      where job.started_at is not null
        and not exists (select 1 from event where event.job = job.seq and event.kind = 'started')`,
  },
  {
    id: 'I8',
    what: 'has another owner than its run',
    sql: `select job.id from job join run on run.job = job.seq and run.ended_at is null
      where run.epoch <> job.epoch or (run.worker <> job.worker and job.worker <> 'forfeited')`,
  },
  {
    id: 'I9',
    what: 'runs without an open run, or does not run and has one',
    sql: `select id from job
      where (state = 'running') <> (select count(*) from run where run.job = job.seq and ended_at is null)
        or (state = 'running') <> (worker is not null)`,
  },
  {
    id: 'I10',
    what: 'was charged for other runs than it had',
    sql: `select id from (
        select job.*, (
          select count(*) from run
          where run.job = job.seq and coalesce(outcome, '') not in ('lost', 'interrupted', 'snoozed')
        ) as charged, (select count(*) from run where run.job = job.seq) as runs
        from job
      )
      where iif(finished_at is null, attempt <> charged, attempt < charged or attempt > runs)
        or crashes > (select count(*) from run where run.job = seq and outcome = 'lost')
        or interrupts > (select count(*) from run where run.job = seq and outcome = 'interrupted')`,
  },
  {
    id: 'I20',
    what: 'has a result that does not fit',
    sql: `select job from job_io
      where result is not null
        and json_extract(result, '$.kind') = 'json'
        and json_type(result, '$.value.rows') is not 'integer'`,
  },
  {
    id: 'I4',
    what: 'has a result and has not succeeded',
    sql: `select job.id from job join job_io on job_io.job = job.seq
      where (job.state = 'succeeded') <> (job_io.result is not null)`,
  },
  {
    id: 'I12',
    what: 'runs more often at a time than it may',
    sql: `select operation || ' ' || concurrency_key from job where state = 'running' and operation in ('sync', 'rebuild')
      group by operation, tenant, concurrency_key having count(*) > iif(operation = 'sync', 2, 1)`,
  },
  {
    id: 'I15',
    what: 'runs by itself without a time, or beside another of its times',
    sql: `select id from job
      where owner = 'system'
        and not exists (select 1 from fire where fire.job = job.id and fire.operation = job.operation)
      union all
      select operation from job where operation = 'digest' and owner = 'system' and finished_at is null
      group by operation having count(*) > 1`,
  },
  {
    id: 'I14',
    what: 'has more unfinished jobs than it may',
    sql: `select concurrency_key from job where finished_at is null and operation = 'rebuild'
      group by tenant, concurrency_key having count(*) > 1`,
  },
] as const
