-- operator: `inspectHealth`
select at
from event
order by seq desc
limit 1
