-- worker: JobStore.forget, JobStore.sweep
-- A finished job has no more events to tell of, and the path and query of a callback may name what it was about.
update subscription
set url = (select origin from endpoint where endpoint.id = subscription.endpoint)
where job = :seq
