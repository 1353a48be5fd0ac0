-- operator: DeliveryStore.listEndpoints
select *
from endpoint
order by created_at, id
