-- worker: LeaseStore.renew
select id
from job
where state = 'running'
  and cancel_requested_at is not null
  and worker = :worker
