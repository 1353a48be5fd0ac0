-- operator: `inspectHealth`; running jobs that the next sweep takes back.
select id
from job
where state = 'running'
  and not exists (
    select 1
    from worker
    where worker.id = job.worker
      and worker.lease_until > :now
  )
order by seq
