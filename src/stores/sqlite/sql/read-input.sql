-- worker: JobStore.claim
select input
from job_io
where job = :seq
