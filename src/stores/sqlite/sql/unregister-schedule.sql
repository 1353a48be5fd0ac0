-- worker: ScheduleStore.unregister
delete from schedule
where operation = :operation
  and revision <= :revision
