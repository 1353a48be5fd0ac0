-- worker: JobStore.renewLease
select id as job, epoch
from job
where state = 'running'
  and worker = :worker
