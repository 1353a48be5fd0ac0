-- operator: `inspectDatabase`; unfinished jobs by the definition they were accepted under.
select
  operation,
  contract_revision as revision,
  count(*) as jobs
from job
where finished_at is null
group by operation, contract_revision
order by operation, contract_revision
