-- operator: TestService.runUntilSettled
-- Jobs that have not finished, or of whose end somebody has not been told.
select
  job.id,
  job.operation,
  job.state,
  job.attempt,
  job.run_at,
  (select count(*) from delivery where delivery.job = job.seq and delivery.finished_at is null) as undelivered
from job
where job.finished_at is null
  or exists (
    select 1
    from delivery
    where delivery.job = job.seq
      and delivery.finished_at is null
  )
order by job.seq
