-- sweep: JobStore.sweep
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.state = 'waiting'
  and job.run_at <= :now
order by job.run_at
limit :limit
