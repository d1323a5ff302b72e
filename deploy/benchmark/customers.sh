# Sourced after server.sh by the benchmarks of customers.

# Customers of five overlapping kinds, the same at every run. Their vectors are planted rather than encoded, to be of any
# width.
plant_customers() { # rows, dimensions
  sql > /dev/null << CUSTOMERS
select setseed(0.5);
alter table customer alter embedding type vector($2);
create temporary table kind as
    select array_agg(random_normal() order by j)::real[] as at
      from generate_series(1, 5) k, generate_series(1, $2) j group by k;
insert into customer (external_id, age, income, is_active, gender, attributes, embedding)
select 'crm-' || i, 18 + i % 70, 20000 + i % 60000, i % 3 > 0, case when i % 2 = 0 then 'female' else 'male' end,
       jsonb_build_object('plan', case when i % 5 = 0 then 'pro' else 'free' end, 'tenureMonths', i % 72), v.embedding
  from generate_series(1, $1) as i
 cross join lateral (select (array_agg(e + random_normal() order by position))::real[]::vector as embedding
                       from (select at from kind offset i % 5 limit 1) as k, unnest(k.at) with ordinality as u(e, position)) as v;
vacuum (freeze, analyze) customer;
checkpoint;
CUSTOMERS
}

# Makes a recipe of that many attributes, raw, the active one, so that vectors of that width belong to it. There must be no
# customers yet, and there are none afterwards.
make_recipe() { # dimensions
  sql -c "insert into customer (external_id, attributes, embedding)
          select i, (select jsonb_object_agg('e' || j, i) from generate_series(1, $1) as j), array_fill(0, '{6}')::vector
            from generate_series(1, 2) as i"
  ask /api/recipes 201 -d "$(sql -c "select json_build_object('name', 'customer', 'table', 'customer', 'features',
    json_agg(json_build_object('attribute', 'e' || j, 'encode', 'raw') order by j)) from generate_series(1, $1) as j")"
  ask /api/recipes/customer/versions/2/activate 200 -X POST
  sql -c 'set client_min_messages = warning' -c 'truncate customer restart identity cascade'
}

field() { # path in the last answer, by commas; its value, as JSON has it but for quotes
  sql -v answer="$(cat "$scratch/answer")" -v path="{$1}" <<< "select :'answer'::json #>> :'path'"
}

# What may take longer than Kindred lets a client wait: asks for the job until it has ended.
ask_job() { # path, status expected in the end, more for curl; the answer is the job's result
  local job
  ask "$1" "$2|202" "${@:3}"
  if [ "$status" != 202 ]; then return; fi
  job=$(field id)
  until [[ $(field state) = @(succeeded|failed|cancelled) ]]; do sleep 2; ask "/api/jobs/$job" 200; done
  [ "$(field state)" = succeeded ] || fail "Job $job: $(cat "$scratch/answer")"
  field result > "$scratch/result"
  mv "$scratch/result" "$scratch/answer"
}

build_index() { # fields of the request besides table and column; sets index, its name
  ask_job /api/indexes 201 -d "{\"table\":\"customer\",\"column\":\"embedding\",$1}"
  index=$(field index,name)
}
