-- sweep: JobStore.sweep
delete from fire
where (operation, fire_at) in (
  select operation, fire_at
  from fire
  where fire_at <= :now - 604800000
  limit :limit
)
