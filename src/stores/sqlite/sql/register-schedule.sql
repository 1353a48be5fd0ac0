-- worker: ScheduleStore.register
-- What has not changed goes on waiting for its time, and a time that came while nobody was there is owed, whatever the new definition says.
insert into schedule (operation, revision, cron, timezone, next_at)
values (:operation, :revision, :cron, :timezone, :nextAt)
on conflict (operation) do update
set revision = excluded.revision,
  cron = excluded.cron,
  timezone = excluded.timezone,
  next_at = iif(
    schedule.next_at <= :now or (schedule.cron = excluded.cron and schedule.timezone = excluded.timezone),
    schedule.next_at,
    excluded.next_at
  )
where schedule.revision <= excluded.revision
  or schedule.next_at <= :orphanedBefore
