-- sweep: JobStore.sweep
delete from job
where seq = :seq
