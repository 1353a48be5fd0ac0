-- sweep: JobStore.sweep
select run.job as seq, run.epoch
from run
where run.abandoned = 1
  and not exists (
    select 1
    from worker
    where worker.id = run.worker
      and worker.lease_until > :now
  )
limit :limit
