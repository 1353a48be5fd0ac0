-- JobStore.accept
select seq
from job
where parked = 1
  and operation = :operation
  and tenant = :tenant
  and concurrency_key = :concurrencyKey
limit 1
