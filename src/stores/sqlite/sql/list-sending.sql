-- operator: TestService.runUntilSettled
select id
from delivery
where state = 'sending'
