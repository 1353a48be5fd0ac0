-- operator: JobStore.find, JobStore.cancel, JobStore.forget
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.id = :id
