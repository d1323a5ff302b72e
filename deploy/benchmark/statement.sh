# Sourced after server.sh by the benchmarks that send the service's own statement to the server by other ways too.

connections=4
# What the service's connections are told at their start.
settings='-c hnsw.iterative_scan=relaxed_order -c ivfflat.iterative_scan=relaxed_order'

# What the service sends for a request, from the server's log: sets statement, with $1, $2 …, and the array values, from 1.
take_statement() { # path; how the statement ends
  local lines number value
  sql -c "alter system set log_statement = 'all'" -c 'select pg_reload_conf()' > /dev/null
  sleep 1
  ask "$1" 200
  sql -c 'alter system reset log_statement' -c 'select pg_reload_conf()' > /dev/null
  lines=$(grep -A1 "execute .*: select .* $2\$" "$scratch/log" | tail -2) ||
    fail "The service's statement is not in the server's log."
  statement=$(head -1 <<< "$lines" | sed 's/^.* execute [^:]*: //')
  values=()
  while read -r number value; do
    values[number]=$value
  done < <(tail -1 <<< "$lines" | sed -n 's/.*[Pp]arameters: //p' | grep -o "\$[0-9]* = '[^']*'" |
    sed "s/^.\([0-9]*\) = '\(.*\)'$/\1 \2/")
  [ ${#values[@]} -gt 0 ] || fail "The server's log has no parameters: $lines"
}

# A session of psql that has prepared the statement as "search", as the service's connections have.
start_session() { # the customer that was asked about; sets parameters, those of "execute search", of customer :id
  local number
  coproc session { PGOPTIONS=$settings PGPASSWORD=$(cat "$scratch/password") psql -XqAt -h 127.0.0.1 -p "$port" -U benchmark -d postgres 2>&1; }
  exec {to_session}>&"${session[1]}" {from_session}<&"${session[0]}" # its own are not there in the background
  parameters=''
  for number in "${!values[@]}"; do
    parameters+=", $(if [ "${values[number]}" = "$1" ]; then echo :id; else echo "'${values[number]}'"; fi)"
  done
  parameters=${parameters#, }
  in_session "prepare search as $statement;"
}

in_session() { # what psql reads; gives what it writes
  local line
  printf '%s\n\\echo end of answer\n' "$1" >&"$to_session"
  while IFS= read -r -u "$from_session" line; do
    if [ "$line" = 'end of answer' ]; then return; fi
    printf '%s\n' "$line"
  done
  fail "psql has ended."
}

search_in_session() { # ids; each one's neighbours come as lines "place neighbour" in a file, times "psql ms" in another
  local id
  in_session "$(echo '\timing on'; for id in "$@"; do printf '%s\n' "\\set id $id" "execute search($parameters);"; done
    echo '\timing off')" > "$scratch/psql.answers"
  ! grep ERROR "$scratch/psql.answers" >&2 || fail "psql could not search."
  awk -F'|' 'BEGIN { place = 1 } /^Time: / { place++; next } { print place, $1 }' "$scratch/psql.answers" > "$scratch/psql"
  sed -n 's/^Time: \([0-9.]*\) ms.*/psql \1/p' "$scratch/psql.answers" > "$scratch/psql.times"
}

search_by_kindred() { # the path's parameters, ids; the same in files of its name
  local id
  for id in "${@:2}"; do echo "url = \"$address/api/customers/$id/similar?$1\""; done > "$scratch/urls"
  curl -sSf --noproxy '*' --max-time "$longest" -w '\n%{time_total}\n' -K "$scratch/urls" > "$scratch/kindred.answers" ||
    fail "Kindred: $(tail -1 "$scratch/kindred.answers") $(tail -5 "$scratch/kindred.log")"
  sed -n 'p;n' "$scratch/kindred.answers" | grep -no '"id":[0-9]*,"distance"' | sed 's/:"id":/ /; s/,.*//' > "$scratch/kindred"
  sed -n 'n;p' "$scratch/kindred.answers" | awk '{ print "kindred " $1 * 1000 }' > "$scratch/kindred.times"
}

used() { # a field of "search" in Kindred's answers; its values, the most frequent first
  { grep -o "\"$1\":[^,}]*" "$scratch/kindred.answers" || true; } | sort | uniq -c | sort -rn | sed 's/.*://; s/"//g' |
    paste -sd ' '
}

recall_of() { # a file of neighbours found, one of the exact ones; the share of these that was found
  LC_ALL=C comm -12 <(LC_ALL=C sort "$1") <(LC_ALL=C sort "$2") | wc -l | awk "{ printf \"%.4f\", \$1 / $(wc -l < "$2") }"
}

milliseconds_of() { # file, side; the median of its times
  awk -v side="$2" '$1 == side { print $2 }' "$1" | median | awk '{ printf "%.3f", $1 }'
}

# The same for pgbench and for wrk: of customers by chance. What was bound becomes a variable, so that it is bound again.
write_search() { # the customer that was asked about, the number of customers, what follows the customer in the path
  local number text=$statement
  variables=()
  for number in $(printf '%s\n' "${!values[@]}" | sort -rn); do # $12 before $1
    if [ "${values[number]}" = "$1" ]; then
      text=${text//\$$number/:id}
    else
      text=${text//\$$number/:bound$number}
      variables+=(-D "bound$number=${values[number]}")
    fi
  done
  [[ $text != *\$* ]] || fail "Not all parameters were found: $text"
  printf '%s\n' "\\set id random(1, $2)" "$text;" > "$scratch/search.sql"
  cat > "$scratch/similar.lua" << LUA
math.randomseed(os.time())
request = function()
  return wrk.format("GET", "/api/customers/" .. math.random($2) .. "$3")
end
done = function(summary, latency)
  -- wrk corrects for requests that it would have sent at a steady rate: each answer that took n average intervals of a
  -- connection counts n - 1 times more, one interval shorter each time (stats_correct in its stats.c). Here each connection
  -- waits for its answers, as pgbench's do, so what was added at a value, the count one interval above, is taken off again.
  local interval = math.floor(summary.duration / math.floor(summary.requests / $connections))
  local counts, values, answers = {}, {}, 0
  for i = 1, #latency do
    values[i], count = latency(i)
    counts[values[i]] = count
  end
  for _, value in ipairs(values) do
    if value > interval then counts[value] = counts[value] - (counts[value + interval] or 0) end
    answers = answers + counts[value]
  end
  local seen = 0
  for _, value in ipairs(values) do
    seen = seen + counts[value]
    if seen >= 0.99 * answers then print("answers", answers, "p99", value / 1000) break end
  end
end
LUA
}

run_pgbench() { # seconds, further settings of its sessions; sets tps and average (ms)
  PGOPTIONS="$settings ${2:-}" \
    PGPASSWORD=$(cat "$scratch/password") pgbench -h 127.0.0.1 -p "$port" -U benchmark -n -M prepared -c $connections -j 2 \
    -T "$1" -f "$scratch/search.sql" "${variables[@]}" postgres > "$scratch/pgbench" 2>&1 ||
    fail "pgbench failed: $(cat "$scratch/pgbench")"
  tps=$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$scratch/pgbench")
  average=$(sed -n 's/^latency average = \([0-9.]*\) ms/\1/p' "$scratch/pgbench")
}

run_wrk() { # seconds; sets requests, p99 (ms) and corrected, wrk's own p99 (ms)
  wrk -t1 -c$connections -d"$1s" --latency -s "$scratch/similar.lua" "$address" > "$scratch/wrk" 2>&1 ||
    fail "wrk failed: $(cat "$scratch/wrk")"
  ! grep -qE 'Non-2xx|Socket errors' "$scratch/wrk" || fail "Requests failed: $(cat "$scratch/wrk")"
  requests=$(sed -n 's/^Requests\/sec: *\([0-9.]*\)/\1/p' "$scratch/wrk")
  corrected=$(awk '$1 == "99%" { n = $2 + 0; if ($2 ~ /us$/) n /= 1000; else if ($2 !~ /ms$/) n *= 1000; print n }' "$scratch/wrk")
  p99=$(awk '$3 == "p99" { print $4 } / requests in / { all = $1 } $3 == "p99" { answers = $2 }
             END { exit !(answers > 0.99 * all && answers < 1.01 * all) }' "$scratch/wrk") ||
    fail "What this wrk added to its latencies is not understood: $(cat "$scratch/wrk")"
}
