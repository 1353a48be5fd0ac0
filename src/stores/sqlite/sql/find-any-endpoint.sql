-- operator: DeliveryStore.findEndpoint
select *
from endpoint
where id = :id
