-- JobStore.accept
-- One row or none: a key whose window has ended is taken over, a living one is not.
insert into idempotency (tenant, owner, operation, key, fingerprint, job, expires_at)
values (:tenant, :owner, :operation, :key, :fingerprint, :job, :expiresAt)
on conflict (tenant, owner, operation, key) do update
set fingerprint = excluded.fingerprint,
  job = excluded.job,
  expires_at = excluded.expires_at
where idempotency.expires_at <= :now
