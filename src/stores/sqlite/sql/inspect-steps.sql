-- operator: `inspectJob`
select step.name, step.epoch, length(step.value) as size
from step
join job on job.seq = step.job
where job.id = :id
order by step.epoch, step.rowid
