-- sweep: JobStore.sweep
update worker
set lease_until = :until
where lease_until > :until
