-- operator: `restoreDatabase`, `inspectDatabase`
select id, lease_until as until, boot_id as bootId, pid_namespace as pidNamespace, pid, start_time as startTime
from worker
where lease_until > :now
