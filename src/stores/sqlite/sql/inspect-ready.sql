-- operator: `inspectHealth`
select operation, count(*) as jobs, min(run_at) as since
from job
where state = 'ready'
group by operation
order by since
