-- worker: JobStore.claim
-- Counted from the rows, so there is no counter that could be wrong: those that run, and abandoned code whose process lives.
select (
  select count(*)
  from job
  where job.state = 'running'
    and job.concurrency_key is not null
    and job.operation = :operation
    and job.tenant = :tenant
    and job.concurrency_key = :concurrencyKey
) + (
  select count(*)
  from run
  join job on job.seq = run.job
  join worker on worker.id = run.worker
  where run.abandoned = 1
    and worker.lease_until > :now
    and job.operation = :operation
    and job.tenant = :tenant
    and job.concurrency_key = :concurrencyKey
) as holders
