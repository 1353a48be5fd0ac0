-- worker: DeliveryStore.settle
-- A pause is never shortened by a later answer, and the first reason for disabling stays.
update endpoint
set consecutive_failures = iif(:failed, consecutive_failures + 1, 0),
  paused_until = nullif(max(coalesce(paused_until, 0), coalesce(:pausedUntil, 0)), 0),
  disabled_at = iif(:disable is null, disabled_at, coalesce(disabled_at, :now)),
  disabled_reason = iif(:disable is null, disabled_reason, coalesce(disabled_reason, :disable))
where id = :id
