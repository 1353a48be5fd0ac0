-- worker: every verb that records an event
-- What a disabled endpoint would have heard is kept as skipped (WH-29).
insert into delivery (
  id, event, job, endpoint, type, url, payload, retry_ms, state, due_at, created_at, finished_at
)
select
  :id, :event, :seq, endpoint.id, :type, :url, :payload, :retryMs,
  iif(disabled_at is null, 'waiting', 'skipped'), :now, :now, iif(disabled_at is null, null, :now)
from endpoint
where endpoint.id = :endpoint
