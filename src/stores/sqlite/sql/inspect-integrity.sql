-- operator: `inspectDatabase`; a single row 'ok' when the file is sound.
select quick_check as message
from pragma_quick_check
