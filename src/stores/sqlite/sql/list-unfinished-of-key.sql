-- JobStore.accept
select id, owner
from job
where finished_at is null
  and concurrency_key is not null
  and operation = :operation
  and tenant = :tenant
  and concurrency_key = :concurrencyKey
order by seq
limit :limit
