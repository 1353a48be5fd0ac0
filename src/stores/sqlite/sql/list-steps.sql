-- worker: JobStore.claim
select name, value
from step
where job = :seq
