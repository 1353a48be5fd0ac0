-- worker: DeliveryStore.claim
select *
from endpoint
where id = :id
