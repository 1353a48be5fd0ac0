-- operator: `inspectJob`
select run.epoch, run.worker, run.started_at, run.ended_at, run.outcome, run.error, run.abandoned
from run
join job on job.seq = run.job
where job.id = :id
order by run.epoch
