-- worker: DeliveryStore.settle
select delivery.seq, delivery.attempts, delivery.due_at, endpoint.id as endpoint, endpoint.disabled_at
from delivery
join endpoint on endpoint.id = delivery.endpoint
where delivery.id = :id
  and delivery.state = 'sending'
  and delivery.epoch = :epoch
