-- worker: JobStore.settle, JobStore.sweep
update run
set ended_at = :endedAt,
  outcome = :outcome,
  error = :error,
  abandoned = :abandoned
where job = :seq
  and ended_at is null
