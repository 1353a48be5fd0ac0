-- sweep: JobStore.sweep
select operation, tenant, concurrency_key as concurrencyKey
from job
where seq = :seq
  and concurrency_key is not null
