-- worker: JobStore.forget, JobStore.sweep
delete from step
where job = :seq
