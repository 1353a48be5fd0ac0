-- sweep: JobStore.sweep
delete from tombstone
where id in (
  select id
  from tombstone
  where expires_at <= :now
  limit :limit
)
