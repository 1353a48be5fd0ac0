-- Operations that also run by themselves.

-- One row for each operation with a schedule, as the newest definition has it that a process started with.
create table schedule (
  operation text primary key,
  revision integer not null check (revision >= 1),
  cron text not null,
  timezone text not null,
  next_at integer not null,
  -- Times that came and made no job.
  skipped integer not null default 0 check (skipped >= 0)
) strict, without rowid;

-- A time that came; once, however many processes saw it come (I15).
create table fire (
  operation text not null,
  fire_at integer not null,
  outcome text not null check (outcome in ('accepted', 'overlap', 'conflict', 'invalid-input')),
  job text,
  primary key (operation, fire_at),
  check ((outcome = 'accepted') = (job is not null))
) strict, without rowid;

create index fire_age on fire (fire_at);
create index job_of_schedule on job (operation) where finished_at is null and owner = 'system';
