-- operator: AccessStore.revokeKey
-- Revoking again keeps the first time, and still says that there is such a key.
update api_key
set revoked_at = coalesce(revoked_at, :at)
where id = :id
