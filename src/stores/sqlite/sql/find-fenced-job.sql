-- worker: JobStore.settle, JobStore.progress, JobStore.saveStep
-- The whole fence, compared in the transaction that writes.
-- Subqueries and not a join, which SQLite would plan anew for every value: 3 us instead of 40.
select job.*,
  (select result from job_io where job_io.job = job.seq) as result,
  (select partial from job_io where job_io.job = job.seq) as partial
from job
where job.id = :id
  and job.epoch = :epoch
  and job.state = 'running'
  and :incarnation = (select incarnation from meta where id = 1)
