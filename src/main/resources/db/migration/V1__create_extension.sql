-- pgvector 0.8.0 is no trusted extension: where the database user is no superuser, an administrator has to run this line
-- beforehand. It then does nothing here and needs no privilege.
create extension if not exists vector;

create schema if not exists kindred;
comment on schema kindred is 'Kindred''s functions and views; its tables are in schema public';
