-- worker: JobStore.forget, JobStore.sweep
-- What the handler reported was part of the result's data.
update event
set snapshot = json_remove(snapshot, '$.partial', '$.progress')
where job = :seq
