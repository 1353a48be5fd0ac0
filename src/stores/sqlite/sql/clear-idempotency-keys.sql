-- sweep: JobStore.sweep
delete from idempotency
where (tenant, owner, operation, key) in (
  select tenant, owner, operation, key
  from idempotency
  where expires_at <= :now
  limit :limit
)
