-- worker: ScheduleStore.fire
-- Whoever still finds the old time is first.
update schedule
set next_at = :nextAt
where operation = :operation
  and next_at = :expected
