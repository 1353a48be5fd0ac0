-- worker: LeaseStore.renew
select id as job, epoch
from job
where state = 'running'
  and worker = :worker
