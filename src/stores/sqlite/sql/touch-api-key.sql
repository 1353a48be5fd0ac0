-- operator: AccessStore.touchKeys, which authentication calls for a key it has verified
update api_key
set last_used_at = max(coalesce(last_used_at, 0), :at)
where id = :id
