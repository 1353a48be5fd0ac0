-- worker: DeliveryStore.claim
select endpoint.tenant, endpoint.owner, count(*) as sending
from delivery
join endpoint on endpoint.id = delivery.endpoint
where delivery.state = 'sending'
group by endpoint.tenant, endpoint.owner
