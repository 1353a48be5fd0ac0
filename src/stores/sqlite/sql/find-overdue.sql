-- sweep: JobStore.sweep
-- A union, so that each deadline has its own index.
select job.*, job_io.result, job_io.partial
from (
  select seq
  from job
  where finished_at is null
    and deadline_at <= :now
  union
  select seq
  from job
  where finished_at is null
    and started_at is null
    and start_by <= :now
  limit :limit
) as overdue
join job on job.seq = overdue.seq
left join job_io on job_io.job = job.seq
