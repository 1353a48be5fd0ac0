-- worker: LeaseStore.end, JobStore.sweep
delete from worker
where id = :worker
