-- operator: `inspectHealth`
select job.id, job.operation
from run
join job on job.seq = run.job
where run.abandoned = 1
order by job.seq
