-- worker: ScheduleStore.fire
select fire_at
from fire
where operation = :operation
  and fire_at = :fireAt
