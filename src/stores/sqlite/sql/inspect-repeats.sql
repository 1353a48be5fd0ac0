-- operator: `inspectJob`
select id
from job
where retried_from = :id
order by seq
