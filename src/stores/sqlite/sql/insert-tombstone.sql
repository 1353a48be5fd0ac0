-- sweep: JobStore.sweep
-- Until the tombstone's own time and the window of the job's key have both ended (R-IDM-7).
insert into tombstone (id, tenant, owner, snapshot, expires_at)
select id, tenant, owner, :snapshot, max(expires_at + tombstone_ms, coalesce(key_expires_at, 0))
from job
where seq = :seq
  and max(expires_at + tombstone_ms, coalesce(key_expires_at, 0)) > :now
