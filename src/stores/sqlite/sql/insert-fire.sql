-- worker: ScheduleStore.fire
insert into fire (operation, fire_at, outcome, job)
values (:operation, :fireAt, :outcome, :job)
