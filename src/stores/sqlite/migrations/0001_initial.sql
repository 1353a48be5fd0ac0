-- Every table of version 1. Times are milliseconds since 1970 in UTC; JSON is text. What must never happen is refused here as well as in
-- TypeScript: by types (STRICT), by checks, by unique indexes and by triggers.

create table meta (
  id integer primary key check (id = 1),
  -- Half of every fence; written anew when the file turns out to be a copy (I22).
  incarnation text not null,
  -- How often a server has opened the file; an older copy put in its place shows by a lower number.
  opens integer not null check (opens >= 0)
) strict;

-- One row for each compiled definition of an operation that a process has started with (D17).
create table contract (
  operation text not null,
  revision integer not null check (revision >= 1),
  hash text not null,
  primary key (operation, revision),
  unique (operation, hash)
) strict, without rowid;

-- Narrow, because claims and sweeps read it; what callers send and get is in job_io.
create table job (
  seq integer primary key,
  id text not null unique,
  operation text not null,
  contract_revision integer not null,
  tenant text not null,
  owner text not null,
  state text not null check (state in ('waiting', 'ready', 'running', 'succeeded', 'failed', 'canceled')),
  why text check (why in ('delay', 'retry', 'snooze')),
  priority integer not null,
  run_at integer,
  worker text,
  cancel_requested_at integer,
  revision integer not null check (revision >= 1),
  attempt integer not null check (attempt between 0 and max_attempts),
  max_attempts integer not null check (max_attempts >= 1),
  crashes integer not null check (crashes >= 0),
  interrupts integer not null check (interrupts >= 0),
  epoch integer not null check (epoch >= 0),
  created_at integer not null,
  updated_at integer not null,
  started_at integer,
  deadline_at integer,
  start_by integer,
  estimated_completion_at integer,
  finished_at integer,
  expires_at integer,
  forgotten_at integer,
  retention_ms integer not null,
  tombstone_ms integer not null,
  -- When the idempotency key that made it ends; its tombstone stays at least so long.
  key_expires_at integer,
  progress text check (json_valid(progress)),
  failure text check (json_valid(failure)),
  retried_from text,
  check ((state = 'waiting') = (why is not null)),
  check ((state in ('waiting', 'ready', 'running')) = (run_at is not null)),
  check ((state = 'running') = (worker is not null)),
  check (cancel_requested_at is null or state = 'running'),
  check ((state in ('succeeded', 'failed', 'canceled')) = (finished_at is not null)),
  check ((finished_at is null) = (expires_at is null)),
  check (forgotten_at is null or finished_at is not null),
  check ((state = 'failed') = (failure is not null))
) strict;

-- Claim order (I23); holds nothing that is not due, so a claim reads exactly the rows it takes.
create index job_ready on job (priority, run_at, seq) where state = 'ready';
create index job_waiting on job (run_at) where state = 'waiting';
create index job_running on job (worker) where state = 'running';
create index job_cancel_requested on job (worker) where state = 'running' and cancel_requested_at is not null;
create index job_deadline on job (deadline_at) where finished_at is null and deadline_at is not null;
create index job_start_by on job (start_by) where finished_at is null and started_at is null and start_by is not null;
create index job_expiry on job (expires_at) where finished_at is not null and forgotten_at is null;
create index job_forgotten on job (expires_at) where forgotten_at is not null;
create index job_owner on job (tenant, owner, seq);

-- No way leads out of a terminal state (I3, I4); forgetting takes data away and replaces nothing (R-RES-5).
create trigger job_stays_finished
before update on job
when old.finished_at is not null
  and (
    new.state is not old.state
    or new.finished_at is not old.finished_at
    or new.attempt is not old.attempt
    or new.epoch is not old.epoch
    or new.expires_at > old.expires_at
    or (old.forgotten_at is not null and new.forgotten_at is not old.forgotten_at)
    or (new.failure is not old.failure and new.failure is not json_remove(old.failure, '$.detail'))
  )
begin
  select raise(abort, 'a finished job does not change');
end;

create trigger job_counts_up
before update on job
when new.epoch < old.epoch
  or new.revision < old.revision
  or new.seq is not old.seq
  or new.id is not old.id
  or new.tenant is not old.tenant
  or new.owner is not old.owner
begin
  select raise(abort, 'a job keeps its identity, and its epoch and revision never go back');
end;

create trigger job_is_kept_until_finished
before delete on job
when old.finished_at is null
begin
  select raise(abort, 'an unfinished job is not deleted');
end;

-- Gone once the job is forgotten.
create table job_io (
  job integer primary key references job (seq) on delete cascade,
  partial text check (json_valid(partial)),
  result text check (json_valid(result)),
  input text not null check (json_valid(input))
) strict;

create trigger job_result_stays
before update of result on job_io
when old.result is not null
  or exists (
    select 1
    from job
    where job.seq = new.job
      and job.finished_at is not null
  )
begin
  select raise(abort, 'a result does not change');
end;

create trigger job_io_comes_with_its_job
before insert on job_io
when (select job.revision from job where job.seq = new.job) > 1
begin
  select raise(abort, 'what was forgotten is not replaced');
end;

-- One for each grant; closed once (I9).
create table run (
  job integer not null references job (seq) on delete cascade,
  epoch integer not null,
  worker text not null,
  started_at integer not null,
  ended_at integer,
  outcome text,
  error text,
  abandoned integer not null default 0 check (abandoned in (0, 1)),
  primary key (job, epoch),
  check ((ended_at is null) = (outcome is null))
) strict, without rowid;

create unique index run_open on run (job) where ended_at is null;

create trigger run_closes_once
before update on run
when old.ended_at is not null
  and (new.ended_at is not old.ended_at or new.outcome is not old.outcome)
begin
  select raise(abort, 'a closed run does not change');
end;

create table step (
  job integer not null references job (seq) on delete cascade,
  name text not null,
  epoch integer not null,
  value text not null check (json_valid(value)),
  primary key (job, name)
) strict;

create trigger step_is_written_once
before update on step
begin
  select raise(abort, 'a step keeps its value');
end;

create table event (
  seq integer primary key,
  id text not null,
  job integer not null references job (seq) on delete cascade,
  number integer not null check (number >= 1),
  kind text not null check (kind in ('accepted', 'started', 'progress', 'succeeded', 'failed', 'canceled')),
  at integer not null,
  -- The job as it stood, without its result.
  snapshot text not null check (json_valid(snapshot)),
  unique (job, number)
) strict;

-- A job ends once (I5).
create unique index event_terminal on event (job) where kind in ('succeeded', 'failed', 'canceled');

create table endpoint (
  id text primary key,
  tenant text not null,
  owner text not null,
  -- An implicit one stands for every callback URL of its principal with this origin (R-WEB-4).
  kind text not null check (kind in ('implicit', 'registered')),
  origin text not null,
  sealed_secret text not null,
  created_at integer not null,
  consecutive_failures integer not null default 0 check (consecutive_failures >= 0),
  paused_until integer,
  disabled_at integer,
  disabled_reason text,
  check ((disabled_at is null) = (disabled_reason is null))
) strict;

create unique index endpoint_implicit on endpoint (tenant, owner, origin) where kind = 'implicit';
create index endpoint_owner on endpoint (tenant, owner, created_at);

create table subscription (
  job integer not null references job (seq) on delete cascade,
  -- Order in the spec: an endpoint hears an event through the first that asks for it.
  position integer not null,
  endpoint text not null references endpoint (id),
  callback text not null,
  url text not null,
  kinds text not null check (json_valid(kinds)),
  payload text not null check (payload in ('thin', 'full')),
  retry_ms text not null check (json_valid(retry_ms)),
  primary key (job, position)
) strict;

create index subscription_endpoint on subscription (endpoint);

create table delivery (
  seq integer primary key,
  -- The webhook-id (WH-1).
  id text not null unique,
  event integer not null references event (seq) on delete cascade,
  job integer not null references job (seq) on delete cascade,
  endpoint text not null references endpoint (id),
  type text not null,
  url text not null,
  payload text not null check (payload in ('thin', 'full')),
  retry_ms text not null check (json_valid(retry_ms)),
  state text not null check (
    state in ('waiting', 'sending', 'delivered', 'failed', 'aborted', 'expired', 'canceled', 'skipped')
  ),
  -- Number of grants; half of the fence.
  epoch integer not null default 0 check (epoch >= 0),
  worker text,
  lease_until integer,
  attempts integer not null default 0 check (attempts >= 0),
  due_at integer not null,
  created_at integer not null,
  finished_at integer,
  -- Rendered at the first send; every later one sends the same bytes (WH-4).
  body text,
  -- An endpoint hears an event once (R-WEB-4, WH-33).
  unique (event, endpoint),
  check ((state = 'sending') = (worker is not null)),
  check ((worker is null) = (lease_until is null)),
  check ((state in ('waiting', 'sending')) = (finished_at is null))
) strict;

create index delivery_due on delivery (due_at, seq) where state = 'waiting';
create index delivery_waiting on delivery (endpoint, due_at, seq) where state = 'waiting';
create index delivery_sending on delivery (endpoint) where state = 'sending';
create index delivery_lease on delivery (lease_until) where state = 'sending';
create index delivery_job on delivery (job, seq);

create trigger delivery_stays_finished
before update on delivery
when old.finished_at is not null
  and (new.state is not old.state or new.finished_at is not old.finished_at or new.attempts is not old.attempts)
begin
  select raise(abort, 'a finished delivery does not change');
end;

create trigger delivery_epoch_counts_up
before update of epoch on delivery
when new.epoch < old.epoch
begin
  select raise(abort, 'the epoch of a delivery never goes back');
end;

create table attempt (
  delivery integer not null references delivery (seq) on delete cascade,
  number integer not null check (number >= 1),
  started_at integer not null,
  duration_ms integer not null,
  outcome text not null,
  status integer,
  primary key (delivery, number)
) strict, without rowid;

-- The scope of a key is its principal and operation (I2, R-IDM-6). It outlives its job: its window alone ends it (R-IDM-7).
create table idempotency (
  tenant text not null,
  owner text not null,
  operation text not null,
  key text not null,
  fingerprint text not null,
  job text not null,
  expires_at integer not null,
  primary key (tenant, owner, operation, key)
) strict, without rowid;

create index idempotency_expiry on idempotency (expires_at);

-- What is left of a deleted job, so that its owner is told 410 rather than 404 (R-STA-14).
create table tombstone (
  id text primary key,
  tenant text not null,
  owner text not null,
  snapshot text not null check (json_valid(snapshot)),
  expires_at integer not null
) strict, without rowid;

create index tombstone_expiry on tombstone (expires_at);

-- One lease for each worker process.
create table worker (
  id text primary key,
  lease_until integer not null,
  draining integer not null check (draining in (0, 1)),
  boot_id text not null,
  pid_namespace text not null,
  pid integer not null,
  start_time text not null
) strict, without rowid;

create table api_key (
  id text primary key,
  prefix text not null,
  last_four text not null,
  digest blob not null check (length(digest) = 32),
  tenant text not null,
  owner text not null,
  scopes text not null check (json_valid(scopes)),
  created_at integer not null,
  expires_at integer,
  revoked_at integer,
  last_used_at integer
) strict, without rowid;

-- Values of the deployment, sealed under its secret key.
create table secret (
  name text primary key,
  sealed text not null
) strict, without rowid;
