-- worker: JobStore.settle, JobStore.sweep
-- The cast keeps SQLite from planning anew for every value, on account of the partial index: 2 us instead of 6.
update run
set ended_at = :endedAt,
  outcome = :outcome,
  error = :error,
  abandoned = :abandoned
where job = cast(:seq as integer)
  and ended_at is null
