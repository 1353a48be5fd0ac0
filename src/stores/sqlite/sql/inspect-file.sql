-- operator: `inspectDatabase`; what the file and the library say of themselves.
select
  sqlite_version() as sqlite,
  (select user_version from pragma_user_version) as version
