-- sweep: JobStore.sweep
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.state = 'running'
  and not exists (
    select 1
    from worker
    where worker.id = job.worker
      and worker.lease_until > :now
  )
limit :limit
