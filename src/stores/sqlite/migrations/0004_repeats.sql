-- Jobs that repeat others, found from the job that they repeat. From this version on, the rows of job_io may name files instead of
-- holding inputs and results of more than 256 KB.
create index job_retried_from on job (retried_from) where retried_from is not null;
