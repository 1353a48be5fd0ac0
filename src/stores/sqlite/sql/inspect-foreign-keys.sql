-- operator: `inspectDatabase`; rows that belong to none.
select distinct "table" as name
from pragma_foreign_key_check
