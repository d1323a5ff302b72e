# Sourced after server.sh by the benchmarks that send the service's own statement to the server by other ways too.

connections=4

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
LUA
}

run_pgbench() { # seconds, further settings of its sessions; sets tps and average (ms)
  # What the service's connections are told too.
  PGOPTIONS="-c hnsw.iterative_scan=strict_order -c ivfflat.iterative_scan=relaxed_order ${2:-}" \
    PGPASSWORD=$(cat "$scratch/password") pgbench -h 127.0.0.1 -p "$port" -U benchmark -n -M prepared -c $connections -j 2 \
    -T "$1" -f "$scratch/search.sql" "${variables[@]}" postgres > "$scratch/pgbench" 2>&1 ||
    fail "pgbench failed: $(cat "$scratch/pgbench")"
  tps=$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$scratch/pgbench")
  average=$(sed -n 's/^latency average = \([0-9.]*\) ms/\1/p' "$scratch/pgbench")
}

run_wrk() { # seconds; sets requests and p99 (ms)
  wrk -t1 -c$connections -d"$1s" --latency -s "$scratch/similar.lua" "$address" > "$scratch/wrk" 2>&1 ||
    fail "wrk failed: $(cat "$scratch/wrk")"
  ! grep -qE 'Non-2xx|Socket errors' "$scratch/wrk" || fail "Requests failed: $(cat "$scratch/wrk")"
  requests=$(sed -n 's/^Requests\/sec: *\([0-9.]*\)/\1/p' "$scratch/wrk")
  p99=$(awk '$1 == "99%" { n = $2 + 0; if ($2 ~ /us$/) n /= 1000; else if ($2 !~ /ms$/) n *= 1000; print n }' "$scratch/wrk")
}
