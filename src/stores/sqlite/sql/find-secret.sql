-- operator: AccessStore.keepSecret, AccessStore.findSecret
select sealed
from secret
where name = :name
