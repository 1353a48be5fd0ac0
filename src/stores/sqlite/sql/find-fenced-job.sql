-- worker: JobStore.settle, JobStore.progress, JobStore.saveStep
-- The whole fence, compared in the transaction that writes.
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.id = :id
  and job.epoch = :epoch
  and job.state = 'running'
  and :incarnation = (select incarnation from meta where id = 1)
