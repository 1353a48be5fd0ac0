-- JobStore.accept
select job, fingerprint
from idempotency
where tenant = :tenant
  and owner = :owner
  and operation = :operation
  and key = :key
  and expires_at > :now
