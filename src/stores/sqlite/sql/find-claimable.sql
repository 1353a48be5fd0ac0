-- worker: JobStore.claim
-- The cross join keeps the index of ready jobs outside, which is in claim order already: no sort, and the limit ends the walk.
with known as materialized (
  select key as operation, value as revision
  from json_each(:known)
)
select job.*, job_io.result, job_io.partial
from job
cross join known on known.operation = job.operation
  and job.contract_revision <= known.revision
left join job_io on job_io.job = job.seq
where job.state = 'ready'
  and job.parked = 0
order by job.run_at + job.priority * 36000, job.seq
limit :limit
