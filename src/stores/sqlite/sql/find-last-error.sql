-- operator: JobStore.find
select error
from run
where job = :seq
  and error is not null
order by epoch desc
limit 1
