-- Which models' tables are labelled, and what may keep the labels from being complete.
create table assigned_model (
    model_id    bigint      primary key references kmeans_model on delete cascade,
    assigned_at timestamptz,
    rows        bigint,
    predicts    boolean     not null default true,
    job_id      bigint,
    job_attempt smallint
);
comment on column assigned_model.assigned_at is 'NULL while the first assignment is being made';
comment on column assigned_model.rows is 'that were labelled then; customers come and go since';
comment on column assigned_model.predicts is 'false where the labels came with the training, so that new rows get none';
comment on column assigned_model.job_id is 'of the assignment that is being made; means nothing once that job has ended';

-- Customers that were written while a job read the others.
create table assignment_late (
    job_id      bigint not null,
    customer_id bigint not null
);
create index on assignment_late (job_id);

-- The customers of a segment page by page, in the order of their ids: of whole numbers from 1 on, the shorter is the
-- smaller. Compared by bytes, for a cast of every key to a number would refuse those of other tables.
create index assignment_by_segment on assignment (model_id, segment_id, length(row_key), row_key collate "C");
