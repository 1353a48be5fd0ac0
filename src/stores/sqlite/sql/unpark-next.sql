-- worker: every verb that frees a place of a key
update job
set parked = 0
where seq = (
  select seq
  from job
  where parked = 1
    and operation = :operation
    and tenant = :tenant
    and concurrency_key = :concurrencyKey
  order by run_at + priority * 36000, seq
  limit 1
)
