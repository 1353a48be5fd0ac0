-- operator: AccessStore.listKeys
select *
from api_key
order by created_at desc, id
