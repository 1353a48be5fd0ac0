-- worker: DeliveryStore.nextDueAt
-- An endpoint that is paused makes its deliveries due later than they say.
select min(max(delivery.due_at, coalesce(endpoint.paused_until, 0))) as due_at
from delivery
join endpoint on endpoint.id = delivery.endpoint
where delivery.state = 'waiting'
  and endpoint.disabled_at is null
