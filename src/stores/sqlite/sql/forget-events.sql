-- worker: JobStore.forget, JobStore.sweep
-- What the handler reported was part of the result's data; so are the words of its failure and the name of its file.
update event
set snapshot = json_remove(snapshot, '$.partial', '$.progress', '$.failure.detail', '$.result.file.filename')
where job = :seq
