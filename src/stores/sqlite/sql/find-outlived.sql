-- sweep: JobStore.sweep
select 1 as outlived
where exists (select 1 from idempotency where expires_at <= :now)
  or exists (select 1 from tombstone where expires_at <= :now)
  or exists (select 1 from worker where lease_until <= :now)
  or exists (select 1 from fire where fire_at <= :now - 604800000)
