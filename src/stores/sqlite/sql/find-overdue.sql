-- sweep: JobStore.sweep
-- Two selects, so that each deadline has its own index; the second leaves out what the first finds.
select job.*, job_io.result, job_io.partial
from (
  select seq
  from job
  where finished_at is null
    and deadline_at <= :now
  union all
  select seq
  from job
  where finished_at is null
    and started_at is null
    and start_by <= :now
    and (deadline_at is null or deadline_at > :now)
  limit :limit
) as overdue
join job on job.seq = overdue.seq
left join job_io on job_io.job = job.seq
