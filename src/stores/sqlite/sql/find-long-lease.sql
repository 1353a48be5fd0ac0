-- sweep: JobStore.sweep
select id
from worker
where lease_until > :until
limit 1
