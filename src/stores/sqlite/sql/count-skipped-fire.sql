-- worker: ScheduleStore.fire
update schedule
set skipped = skipped + 1
where operation = :operation
