-- sweep: JobStore.sweep
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.finished_at is not null
  and job.forgotten_at is null
  and job.expires_at <= :now
order by job.expires_at
limit :limit
