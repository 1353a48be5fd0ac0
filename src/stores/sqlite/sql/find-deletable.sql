-- sweep: JobStore.sweep
-- A job stays while somebody has not been told of it (I21).
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.forgotten_at is not null
  and job.expires_at <= :now
  and not exists (
    select 1
    from delivery
    where delivery.job = job.seq
      and delivery.finished_at is null
  )
limit :limit
