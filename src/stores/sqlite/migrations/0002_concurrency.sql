-- Concurrency per key, and a claim order in which nothing starves.

-- What jobs that count together have in common (within operation and tenant); null where the operation limits nothing.
alter table job add column concurrency_key text;

-- Ready, but its key was full when a claim looked. Kept out of the index of claims, so that a backlog of one key costs the others nothing;
-- whatever frees a place takes the mark from the next one. It is a hint: how many run is counted from the rows at each claim (I12).
alter table job add column parked integer not null default 0 check (parked = 0 or (parked = 1 and state = 'ready'));

drop index job_ready;

-- Claim order (I23): a step of 100 in priority is worth an hour of waiting, so ageing needs no writes and nothing waits for ever (L5).
create index job_ready on job (run_at + priority * 36000, seq) where state = 'ready' and parked = 0;
create index job_parked on job (operation, tenant, concurrency_key, run_at + priority * 36000, seq) where parked = 1;
create index job_key_running on job (operation, tenant, concurrency_key) where state = 'running' and concurrency_key is not null;
create index job_key_unfinished on job (operation, tenant, concurrency_key, seq)
where finished_at is null and concurrency_key is not null;

-- Runs that were given up while their code went on (I9): they hold a place of their key until it ends or its process does.
create index run_abandoned on run (abandoned, worker) where abandoned = 1;
