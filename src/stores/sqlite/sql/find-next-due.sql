-- operator: TestService.runUntilSettled
-- Each part by its own index. What fell due before now waits for something other than time.
select min(at) as at
from (
  select min(run_at) as at from job where state = 'waiting' and run_at > :now
  union all
  select min(deadline_at) from job where finished_at is null and deadline_at is not null and deadline_at > :now
  union all
  select min(start_by) from job where finished_at is null and started_at is null and start_by is not null and start_by > :now
  union all
  select min(expires_at) from job where finished_at is not null and forgotten_at is null and expires_at > :now
  union all
  select min(expires_at) from idempotency where expires_at > :now
  union all
  select min(expires_at) from tombstone where expires_at > :now
  union all
  select min(next_at) from schedule where next_at > :now
  union all
  select min(max(delivery.due_at, coalesce(endpoint.paused_until, 0)))
  from delivery
  join endpoint on endpoint.id = delivery.endpoint
  where delivery.state = 'waiting'
    and endpoint.disabled_at is null
    and max(delivery.due_at, coalesce(endpoint.paused_until, 0)) > :now
  union all
  select min(lease_until) from delivery where state = 'sending' and lease_until > :now
)
