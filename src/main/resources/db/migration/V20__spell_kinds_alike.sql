-- Kinds of jobs are spelled with hyphens; one was not.
update job set kind = 'refresh-audience' where kind = 'audience_refresh';
