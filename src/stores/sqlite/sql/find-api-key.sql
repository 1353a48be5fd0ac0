-- operator: AccessStore.findKey, which authentication asks before anybody's tenant is known
select *
from api_key
where id = :id
