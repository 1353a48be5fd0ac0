-- sweep: JobStore.sweep
select id, boot_id, pid_namespace, pid, start_time
from worker
