-- Customers' files. The rows of an upload wait in an unlogged table kindred.import_<number>, made in the transaction of the
-- upload and dropped when its job has ended; what was wrong with which line stays.
create sequence kindred.import_number;
comment on sequence kindred.import_number is 'numbers the uploads; a job of kind import names its own in its parameters';

create table import_reject (
    import      bigint not null,
    line        bigint not null,
    column_name text,
    reason      text   not null,
    primary key (import, line)
);
comment on column import_reject.import is 'kindred.import_number of the upload';
comment on column import_reject.column_name is 'null where the row as a whole is wrong';
