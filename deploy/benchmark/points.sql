-- 1,000,000 points of 16 numbers in 8 overlapping groups, the same at every run: the groups' centres have deviation 1,
-- and so have the points about them. Once as 16 real columns (points), once as one vector column (point_vectors).
create extension vector;
select setseed(0.5);

create temporary table centre as
    select array_agg(random_normal() order by j)::real[] as at
      from generate_series(1, 8) g, generate_series(1, 16) j
     group by g;

-- create table points (id bigint primary key, f1 real not null, ...), and the statement that fills it
select format('create table points (id bigint primary key, %s)', string_agg(format('f%s real not null', j), ', '))
  from generate_series(1, 16) j \gexec
select format('insert into points select id, %s from (%s) r',
              string_agg(format('centres[g][%s] + random_normal()', j), ', ' order by j),
              'select id, 1 + floor(random() * 8)::integer as g, (select array_agg(at order by at) from centre) as centres
                 from generate_series(1, 1000000) id offset 0')
  from generate_series(1, 16) j \gexec

create table point_vectors (id bigint primary key, features vector(16) not null);
select format('insert into point_vectors select id, array[%s]::vector(16) from points order by id',
              string_agg('f' || j, ', ' order by j))
  from generate_series(1, 16) j \gexec

-- As autovacuum leaves a table that is not written to: statistics there, and nothing for the first reader to tidy up.
vacuum (freeze, analyze) points;
vacuum (freeze, analyze) point_vectors;
checkpoint;
