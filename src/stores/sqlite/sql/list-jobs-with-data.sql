-- operator: `backupDatabase`, `inspectDatabase`; whose folders hold what somebody may still ask for.
select id
from job
where forgotten_at is null
