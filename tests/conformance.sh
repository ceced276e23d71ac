#!/usr/bin/env bash
# Runs ADL's conformance suite against a fresh published server, for xAPI 1.0.3 and 2.0.0, on SQLite and on PostgreSQL, and prints a table.
#   tests/conformance.sh DIR [sqlite|postgresql]
# DIR is a checkout of https://github.com/adlnet/lrs-conformance-test-suite; what it needs of npm is installed there when it is missing.
# Exit status 0 only when every test that the suite counts was run and passed. What it starts it ends, and its files are temporary;
# set KEEP to keep them. The names of tests that failed are printed; the suite's own logs are in DIR/logs.
set -euo pipefail
suite=$(realpath "${1:?Give the folder of a checkout of the conformance suite.}")
databases=${2:-sqlite postgresql}
cd "$(dirname "$0")/.."
[ -f "$suite/bin/console_runner.js" ] || { echo "$suite is not a checkout of the conformance suite." >&2; exit 2; }

work=$(mktemp -d)
server='' cluster=''
stop() {
  [ -z "$1" ] || { kill "$2" "$1" && wait "$1"; } 2>/dev/null || true
}
finish() {
  stop "$server" -TERM
  # SIGQUIT: immediate shutdown; nothing in a temporary cluster is worth a checkpoint.
  stop "$cluster" -QUIT
  [ -n "${KEEP:-}" ] && echo "Kept in $work" || rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

wait_until() { # what, its process, command …
  local what=$1 process=$2
  shift 2
  for _ in $(seq 600); do
    "$@" >/dev/null 2>&1 && return
    kill -0 "$process" 2>/dev/null || break
    sleep 0.2
  done
  echo "$what did not start; see its log:" >&2
  tail -20 "$work/$what.log" >&2
  return 1
}

# PostgreSQL refuses to run as root; Debian's package makes the user postgres.
as_postgres=()
[ "$(id -u)" != 0 ] || as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups)

start_postgres() {
  local bin data=$work/pg
  bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  pg_port=$(free_port)
  mkdir "$data"
  chmod 755 "$work"
  [ "$(id -u)" != 0 ] || chown postgres "$data"
  (cd / && "${as_postgres[@]}" "$bin/initdb" -D "$data/data" -U postgres --auth=trust -E UTF8 --locale=C.UTF-8 --no-sync >"$work/initdb.log")
  (cd / && exec "${as_postgres[@]}" "$bin/postgres" -D "$data/data" -p "$pg_port" -h 127.0.0.1 -k "$data" -c max_connections=200) >"$work/postgres.log" 2>&1 &
  cluster=$!
  wait_until postgres "$cluster" "$bin/pg_isready" -h 127.0.0.1 -p "$pg_port"
}

tool() {
  dotnet "$work/tool/yrkesresan.dll" "$@"
}

start_server() { # sqlite or postgresql, a name for this run
  local port
  port=$(free_port)
  export ASPNETCORE_URLS=http://127.0.0.1:$port Yrkesresan__PublicUrl=http://127.0.0.1:$port Yrkesresan__DataDirectory=$work/$2
  export Yrkesresan__AllowInsecureHttp=true Logging__LogLevel__Default=Warning
  if [ "$1" = postgresql ]; then
    psql -q -h 127.0.0.1 -p "$pg_port" -U postgres -c "create database $2"
    export Yrkesresan__Database="Host=127.0.0.1;Port=$pg_port;Username=postgres;Database=$2"
  else
    export Yrkesresan__Database="Data Source=$work/$2/yrkesresan.db"
  fi
  mkdir "$work/$2"
  dotnet "$work/tool/yrkesresan.dll" serve >"$work/server.log" 2>&1 &
  server=$!
  wait_until server "$server" curl -fs "$ASPNETCORE_URLS/health/ready"
}

# The titles of the suites and tests that lead to each failure.
failures() {
  node -e '
    const walk = (log, path) => log && log.status === "failed" && (log.tests || []).length
      ? log.tests.forEach(t => walk(t, [...path, log.title]))
      : log && log.status === "failed" && console.log("  - " + [...path.slice(1), log.title].join(" / ") + "\n      " + (log.error || "").split("\n")[0]);
    walk(JSON.parse(require("fs").readFileSync(process.argv[1])).log, []);' "$1"
}

run_suite() { # database, version
  local database=$1 version=$2 name=run_${1}_${2//./} key secret began=$SECONDS
  start_server "$database" "$name"
  read -r key secret < <(tool credential add --name Conformance --scope all --json | node -p 'const c = JSON.parse(require("fs").readFileSync(0)); c.key + " " + c.secret')
  (cd "$suite" && node bin/console_runner.js -x "$version" -e "$ASPNETCORE_URLS/xapi" -a -u "$key" -p "$secret" -z) >"$work/$name.log" 2>&1 || true
  # {"total":1365,"passed":1365,"failed":0,"version":"1.0.3"}: the last such line.
  local total passed failed expected result=failed
  read -r total passed failed < <(grep -o '^{"total":[0-9].*}' "$work/$name.log" | tail -1 | node -p 'const s = JSON.parse(require("fs").readFileSync(0)); [s.total, s.passed, s.failed].join(" ")') || true
  expected=$(cd "$suite" && node -p 'require("./batteries.js")[process.argv[1]].conformanceTestCount' "$version")
  [ "${failed:-x}" = 0 ] && [ "${passed:-x}" = "$expected" ] && result=passed || all=failed
  table+=$(printf '%-11s %-8s %7s %7s %7s %8s  %s' "$database" "$version" "${passed:--}" "${failed:--}" "${total:--}" "$((SECONDS - began))" "$result")$'\n'
  if [ "$result" = failed ]; then
    echo "== $database, xAPI $version: ${passed:-no} of $expected passed"
    local log
    log=$(sed -n 's/^Full run log written to //p' "$work/$name.log")
    if [ -n "$log" ]; then failures "$log"; else tail -20 "$work/$name.log"; fi
  fi
  stop "$server" -TERM
  server=''
}

if [ ! -d "$suite/node_modules" ]; then
  (cd "$suite" && npm "$([ -f package-lock.json ] && echo ci || echo install)" --no-audit --no-fund --loglevel=error)
fi
dotnet publish src/LtiTool -c Release -o "$work/tool" -v q -nologo
table='' all=passed
for database in $databases; do
  [ "$database" != postgresql ] || start_postgres
  for version in 1.0.3 2.0.0; do
    run_suite "$database" "$version"
  done
done
printf '%-11s %-8s %7s %7s %7s %8s\n%s' database version passed failed total seconds "$table"
[ "$all" = passed ]
