-- operator: AccessStore.addKey
insert into api_key (id, prefix, last_four, digest, tenant, owner, scopes, created_at, expires_at, revoked_at, last_used_at)
values (:id, :prefix, :lastFour, :digest, :tenant, :owner, :scopes, :createdAt, :expiresAt, :revokedAt, :lastUsedAt)
