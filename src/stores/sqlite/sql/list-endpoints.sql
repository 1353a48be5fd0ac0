-- DeliveryStore.listEndpoints
select *
from endpoint
where tenant = :tenant
  and owner = :owner
order by created_at, id
