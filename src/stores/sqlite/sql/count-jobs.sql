-- operator: JobStore.statistics
select operation, state, count(*) as count
from job
group by operation, state
order by operation, state
