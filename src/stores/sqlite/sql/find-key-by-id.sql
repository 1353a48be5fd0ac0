-- worker: JobStore.releaseRun
select operation, tenant, concurrency_key as concurrencyKey
from job
where id = :id
  and concurrency_key is not null
