-- worker: JobStore.claim
select id
from worker
where id = :worker
  and draining = 0
  and lease_until > :now
