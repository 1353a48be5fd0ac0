-- sweep: openDatabase
-- The sweep takes back what a worker without a lease holds; this name never has one.
update job
set worker = 'forfeited'
where state = 'running'
