-- operator: `backupDatabase`, `inspectHealth`, `findChangedFiles`; every file that a row names, with the size and digest it must have.
select
  job.id as job,
  json_extract(job_io.input, '$.body.file.name') as name,
  json_extract(job_io.input, '$.body.file.size') as size,
  json_extract(job_io.input, '$.body.file.sha256') as sha256
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.input, '$.body.kind') = 'file'
union all
select
  job.id,
  json_extract(job_io.input, '$.leftOut.name'),
  json_extract(job_io.input, '$.leftOut.size'),
  json_extract(job_io.input, '$.leftOut.sha256')
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.input, '$.leftOut.name') is not null
union all
select
  job.id,
  json_extract(job_io.result, '$.file.name'),
  json_extract(job_io.result, '$.file.size'),
  json_extract(job_io.result, '$.file.sha256')
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.result, '$.kind') = 'file'
union all
select
  job.id,
  json_extract(job_io.result, '$.leftOut.name'),
  json_extract(job_io.result, '$.leftOut.size'),
  json_extract(job_io.result, '$.leftOut.sha256')
from job_io
join job on job.seq = job_io.job
where json_extract(job_io.result, '$.leftOut.name') is not null
