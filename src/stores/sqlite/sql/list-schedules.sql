-- worker: ScheduleStore.list
select
  schedule.operation,
  schedule.revision,
  schedule.cron,
  schedule.timezone,
  schedule.next_at,
  schedule.skipped,
  fire.fire_at,
  fire.outcome,
  fire.job
from schedule
left join fire on fire.operation = schedule.operation
  and fire.fire_at = (
    select max(fire_at)
    from fire
    where operation = schedule.operation
  )
order by schedule.operation
