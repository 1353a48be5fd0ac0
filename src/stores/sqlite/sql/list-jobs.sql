-- JobStore.list
-- A forgotten job answers 410, so it is not offered.
select job.*, job_io.result, job_io.partial
from job
left join job_io on job_io.job = job.seq
where job.tenant = :tenant
  and job.owner = :owner
  and job.forgotten_at is null
  and job.seq < :after
  and job.created_at > :createdAfter
  and job.created_at < :createdBefore
  and (:operations is null or job.operation in (select value from json_each(:operations)))
  and (:states is null or job.state in (select value from json_each(:states)))
order by job.seq desc
limit :limit
