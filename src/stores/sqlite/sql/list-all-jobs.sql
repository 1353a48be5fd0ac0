-- operator: JobStore.list
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.seq < :after
  and job.created_at > :createdAfter
  and job.created_at < :createdBefore
  and (:operations is null or job.operation in (select value from json_each(:operations)))
  and (:states is null or job.state in (select value from json_each(:states)))
  and (:owner is null or job.owner = :owner)
  and (:unrepeated = 0 or not exists (select 1 from job as later where later.retried_from = job.id))
order by job.seq desc
limit :limit
