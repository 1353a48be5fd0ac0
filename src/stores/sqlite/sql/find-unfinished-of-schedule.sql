-- worker: ScheduleStore.fire
select seq
from job
where operation = :operation
  and owner = 'system'
  and finished_at is null
limit 1
