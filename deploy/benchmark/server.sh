# Sourced by the benchmarks of this folder: a private server in a temporary folder, on the loopback only, Kindred over it,
# and their end, also after Ctrl-C; then what all of them print. Functions fail with a message.

jar=$here/../../target/quarkus-app/quarkus-run.jar
fail() { echo "$*" >&2; exit 1; }

# ---- What it needs ---------------------------------------------------------------------------------------------------
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

install_packages() ( # names
  own=/etc/postgresql-common/createcluster.d/kindred-benchmark.conf
  trap 'as_root rm -f "$own"' EXIT
  # Debian's package would create and start a cluster on port 5432 that nobody asked for.
  as_root mkdir -p "${own%/*}"
  echo 'create_main_cluster = false' | as_root tee "$own" > /dev/null
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-upgrade --no-install-recommends "$@" >&2
)

require_tools() { # names of programs, besides those that every benchmark needs; sets programs
  local tool control
  for tool in psql curl "$@"; do
    command -v "$tool" > /dev/null || fail "Needs $tool: the Debian packages postgresql, wrk and curl have all that is needed."
  done
  [ -f "$jar" ] || fail "Needs the packaged Kindred: ./mvnw package -DskipTests"
  # The server that dev mode and the tests have unpacked has pgvector whatever Debian offers.
  programs=$(find "${XDG_CACHE_HOME:-$HOME/.cache}"/kindred/postgresql-with-pgvector-*/PG-*/bin -maxdepth 0 2> /dev/null |
    sort -V | tail -1) || true
  control=$(find /usr/share/postgresql -name vector.control 2> /dev/null | sort -V | tail -1) || true
  if [ -z "$programs" ] && [ -n "$control" ]; then programs=/usr/lib/postgresql/$(cut -d/ -f5 <<< "$control")/bin; fi
  [ -n "$programs" ] || fail "Needs a PostgreSQL with pgvector: start ./mvnw quarkus:dev once, which gets one."
}

require_number() { # name, value, least, most
  if ! [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
    fail "$1 must be a number from $3 to $4, not '$2'."
  fi
}

# ---- The server, Kindred, and their end --------------------------------------------------------------------------------
unset "${!PG@}" # a user's PGHOST or PGOPTIONS would lead elsewhere
umask 077
scratch=$(mktemp -d)
account=$(id -un)
if [ "$account" = root ]; then account=postgres; fi # PostgreSQL refuses to run as root
load=$(cut -d' ' -f1 /proc/loadavg)
kindred='' started=''

unprivileged() (
  cd "$scratch"
  switch=()
  if [ "$(id -u)" = 0 ]; then switch=(setpriv --reuid "$account" --regid "$account" --clear-groups); fi
  exec env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "${switch[@]}" "$@"
)

finish() {
  trap '' INT TERM
  if [ -n "$kindred" ]; then kill "$kindred" 2> /dev/null; wait "$kindred" 2> /dev/null; fi
  if [ -n "$started" ]; then unprivileged "$programs/pg_ctl" -D "$scratch/data" -m immediate -t 20 -w stop > /dev/null 2>&1; fi
  rm -rf "$scratch"
}
trap 'set +e; finish' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

free_port() { # below the range from which connections take theirs
  local port
  for port in $(shuf -i 20000-32000 -n 20); do
    if ! (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then echo "$port"; return; fi
  done
  return 1
}

start_server() { # further lines of postgresql.conf
  port=$(free_port) || fail "No free port was found."
  head -c 24 /dev/urandom | base64 > "$scratch/password"
  if [ "$(id -u)" = 0 ]; then
    if [[ $programs != /usr/* ]]; then # the server's account may not look into the caller's home
      cp -r "${programs%/bin}" "$scratch/postgresql"
      programs=$scratch/postgresql/bin
    fi
    chown -R "$account:" "$scratch"
  fi
  unprivileged "$programs/initdb" -D "$scratch/data" -U benchmark --encoding=UTF8 --locale=C \
    --pwfile="$scratch/password" --auth-local=trust --auth-host=scram-sha-256 > "$scratch/initdb.log" 2>&1 ||
    fail "$(cat "$scratch/initdb.log")"
  cat >> "$scratch/data/postgresql.conf" << SETTINGS
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$scratch'   # only this script's user gets there, so no password is asked
shared_buffers = 1GB
max_wal_size = 8GB                     # no checkpoint while it is measured
autovacuum = off                       # nothing but the two sides shall run then
SETTINGS
  printf '%s\n' "$@" >> "$scratch/data/postgresql.conf"
  started=yes
  unprivileged "$programs/pg_ctl" -D "$scratch/data" -l "$scratch/log" -t 30 -w start > /dev/null ||
    fail "The server did not start: $(cat "$scratch/log")"
}

longest=600 # seconds for one statement or request

sql() { # arguments of psql
  PGOPTIONS="-c statement_timeout=${longest}s" psql -XqAt -v ON_ERROR_STOP=1 -h "$scratch" -p "$port" -U benchmark \
    -d postgres "$@"
}

start_kindred() { # options of java; sets address
  QUARKUS_DATASOURCE_JDBC_URL="jdbc:postgresql://127.0.0.1:$port/postgres" QUARKUS_DATASOURCE_USERNAME=benchmark \
    QUARKUS_DATASOURCE_PASSWORD=$(cat "$scratch/password") QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=0 \
    KINDRED_RECALL_EVERY=off KINDRED_RECALL_NIGHTLY=off \
    java --add-modules=jdk.incubator.vector "$@" -jar "$jar" > "$scratch/kindred.log" 2>&1 &
  kindred=$!
  for _ in $(seq 600); do
    address=$(grep -os 'http://127.0.0.1:[0-9]*' "$scratch/kindred.log" || true)
    if [ -n "$address" ]; then return; fi
    kill -0 "$kindred" 2> /dev/null || break
    sleep 0.2
  done
  fail "Kindred did not start: $(cat "$scratch/kindred.log")"
}

ask() { # path, status expected (or several by |), more for curl; the answer comes in the file answer; sets status
  status=$(curl -sS --noproxy '*' --max-time $((longest + 30)) -o "$scratch/answer" -w '%{http_code}' \
    -H 'Content-Type: application/json' -H "Prefer: wait=$longest" "$address$1" "${@:3}")
  [[ "|$2|" = *"|$status|"* ]] || fail "Kindred answered $status: $(cat "$scratch/answer") $(tail -5 "$scratch/kindred.log")"
}

# ---- Times and tables --------------------------------------------------------------------------------------------------
timed() { # name, command; adds a line "name microseconds" to the file times
  local start=${EPOCHREALTIME/[.,]/}
  "${@:2}"
  echo "$1 $((${EPOCHREALTIME/[.,]/} - start))" >> "$scratch/times"
}

median() { sort -n | awk '{ n[NR] = $1 } END { print (n[int((NR + 1) / 2)] + n[int(NR / 2) + 1]) / 2 }'; }

seconds_of() { # name; the median of its times
  awk -v name="$1" '$1 == name { print $2 / 1e6 }' "$scratch/times" | median | awk '{ printf "%.2f", $1 }'
}

verdict() { # whether a figure, an operator and its target hold
  awk -v figure="$1" -v target="$3" "BEGIN { print (figure $2 target ? \"met\" : \"missed\") }"
}

java_version() { java -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/Java \1/p'; }

machine() { echo "- machine: $(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, load $load before the run"; }

versions() {
  echo "PostgreSQL $(sql -c 'show server_version'), pgvector $(sql -c "select extversion from pg_extension where extname = 'vector'")"
}
