-- What Kindred orders of itself, such as a nightly calibration, has a worker of its own: nobody who waits for a job waits for it.
alter table job add column background boolean not null default false;
comment on column job.background is 'nobody waits for it; taken by a worker that takes no others';
