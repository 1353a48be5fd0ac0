-- DeliveryStore.findEndpoint
select *
from endpoint
where id = :id
  and tenant = :tenant
  and owner = :owner
