-- operator: `backupDatabase`, `inspectDatabase`; every file that a row names, with the size it must have.
select
  job.id as job,
  json_extract(job_io.input, '$.body.file.name') as name,
  json_extract(job_io.input, '$.body.file.size') as size
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.input, '$.body.kind') = 'file'
union all
select job.id, json_extract(job_io.input, '$.leftOut.name'), json_extract(job_io.input, '$.leftOut.size')
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.input, '$.leftOut.name') is not null
union all
select job.id, json_extract(job_io.result, '$.file.name'), json_extract(job_io.result, '$.file.size')
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.result, '$.kind') = 'file'
union all
select job.id, json_extract(job_io.result, '$.leftOut.name'), json_extract(job_io.result, '$.leftOut.size')
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.result, '$.leftOut.name') is not null
