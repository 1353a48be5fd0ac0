-- worker: JobStore.endLease, JobStore.sweep
delete from worker
where id = :worker
