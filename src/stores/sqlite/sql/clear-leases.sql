-- sweep: JobStore.sweep
delete from worker
where id in (
  select id
  from worker
  where lease_until <= :now
  limit :limit
)
