# Sourced by the programs in this folder's folders: builds the program, and makes, starts and ends a
# private, token-protected Ray. What it makes is in $dist, $venv and, while Ray runs, in $private;
# RAY_ADDRESS, RAY_AUTH_MODE and RAY_AUTH_TOKEN_PATH then lead to it. Knows of an Airflow, too, so
# that this is ended with the script. Its `install` puts into the cache folder what .ci/java21 needs,
# too.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
dist=$root/cli-shim/target/dist
ray_version=2.60.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rayjobs
venv=$cache/ray-$ray_version
airflow_venv=$cache/airflow-3.3.2
testing=$root/sdk/src/test/resources/dev/rayjobs/testing
# The same as of the tests, which share the installation.
constraints=$testing/ray-constraints.txt
private=
head_pid=
work=
airflow_pid=

say() { printf '\n== %s\n' "$*"; }

fail() {
  printf '\n== %s\n' "$*" >&2
  exit 1
}

# Ends what this script started, whatever happens.
clean_up() {
  local code=$?
  trap - EXIT INT TERM HUP
  if [ -n "$airflow_pid" ]; then
    say "Ending Airflow"
    exec 8>&- || true # its keeper reads its end from this pipe
    wait "$airflow_pid" 2>/dev/null || true
  fi
  if [ -n "$head_pid" ]; then
    say "Ending the private Ray"
    end_head
  fi
  rm -rf ${private:+"$private"} ${work:+"$work"}
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

# Builds the module $1 unless the folder $2, which its build makes, is newer than all sources. Not
# $dist/lib, into which the program itself writes.
build() {
  command -v java >/dev/null || fail "Java 17 or newer is needed; none is on PATH."
  if [ -e "$2" ] && [ -z "$(find "$root/pom.xml" "$root/sdk/pom.xml" "$root/$1/pom.xml" \
    "$root/sdk/src/main" "$root/$1/src/main" -newer "$2" -print -quit)" ]; then
    return
  fi
  command -v mvn >/dev/null || fail "Maven is needed to build; none is on PATH."
  say "Building $1 (the first time Maven fetches what it needs)"
  mvn -B -q -f "$root/pom.xml" -pl "$1" -am -DskipTests package
}

find_python() {
  local candidate
  for candidate in python3.11 python3.12 python3.13 python3.10 python3; do
    if "$candidate" -c 'import sys, venv; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
      2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  fail "Python 3.10 to 3.13 with venv is needed to make a private Ray. To use a Ray that runs
   already, set RAY_ADDRESS=http://HOST:8265 and RAY_AUTH_MODE=token, and put its token into
   ~/.ray/auth_token (chmod 600) or name its file in RAY_AUTH_TOKEN_PATH."
}

# install VENV VERSIONS WORDS...: a virtual environment with what pip makes of WORDS, unless it is
# there already, made with this file VERSIONS.
install() {
  local folder=$1 versions=$2 python
  shift 2
  if [ -e "$folder.done" ] && cmp -s "$folder.done" "$versions"; then
    return
  fi
  python=$(find_python)
  say "Installing $(basename "$folder") into $folder (once; about a minute)"
  mkdir -p "$cache"
  # The lock keeps apart two programs that install the same at once.
  "$python" - "$folder" "$versions" "$@" <<'PYTHON'
import fcntl, os, shutil, subprocess, sys
venv, versions, *words = sys.argv[1:]
done = venv + ".done"
with open(venv + ".lock", "w") as lock, open(versions, encoding="utf-8") as file:
    wanted = file.read()
    fcntl.lockf(lock, fcntl.LOCK_EX)
    if not os.path.exists(done):
        shutil.rmtree(venv, ignore_errors=True)
    elif open(done, encoding="utf-8").read() == wanted:
        sys.exit()
    else:
        os.remove(done)
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    subprocess.run(
        [venv + "/bin/pip", "install", "--quiet", "--disable-pip-version-check", *words],
        check=True)
    with open(done, "w", encoding="utf-8") as file:
        file.write(wanted)
PYTHON
}

install_ray() {
  install "$venv" "$constraints" --constraint "$constraints" "ray[default]==$ray_version"
}

install_airflow() {
  local versions=$root/examples/airflow/requirements.txt
  install "$airflow_venv" "$versions" --requirement "$versions"
}

free_ports() {
  # Below what the system hands out by itself, above what Ray's workers take.
  "$venv/bin/python" - "$1" <<'PYTHON'
import random, socket, sys
ports = set()
while len(ports) < int(sys.argv[1]):
    port = random.randrange(20000, 32768)
    try:
        with socket.socket() as everywhere:
            everywhere.bind(("", port))
        ports.add(port)
    except OSError:
        pass
print(*ports)
PYTHON
}

start_ray() {
  private=$(mktemp -d /tmp/rayq.XXXXXX)
  mkdir "$private/home"

  say "Making a token for the private Ray: ray get-auth-token --generate"
  HOME=$private/home "$dist/bin/ray" get-auth-token --generate >/dev/null
  export RAY_AUTH_MODE=token
  export RAY_AUTH_TOKEN_PATH=$private/home/.ray/auth_token
  unset RAY_AUTH_TOKEN

  local attempt ports
  for attempt in 1 2 3; do
    read -r -a ports <<<"$(free_ports 9)"
    start_head "${ports[@]}"
    say "Starting Ray $ray_version at $RAY_ADDRESS, which asks for that token"
    if wait_for_dashboard; then
      return
    fi
    end_head
  done
  fail "Ray did not start. The end of what it said:
$(tail -n 20 "$private"/said.* 2>/dev/null)"
}

start_head() {
  local run
  run=$(mktemp -d "$private/h.XXXX")
  mkfifo "$private/$(basename "$run").pipe"
  export RAY_ADDRESS=http://127.0.0.1:$1
  # Nothing else of the user's settings, for Ray or for proxies, may reach the private Ray.
  env -i HOME="$private/home" PATH="$venv/bin:$PATH" LC_ALL=C.UTF-8 RAY_USAGE_STATS_ENABLED=0 \
    RAY_AUTH_MODE=token RAY_AUTH_TOKEN_PATH="$RAY_AUTH_TOKEN_PATH" \
    "$venv/bin/python" "$testing/head_keeper.py" "$run" \
    "$venv/bin/ray" start --head --block --disable-usage-stats --num-cpus=2 \
    --object-store-memory=100000000 \
    --node-ip-address=127.0.0.1 --dashboard-host=127.0.0.1 --temp-dir="$run/t" \
    --dashboard-port="$1" --port="$2" --node-manager-port="$3" --object-manager-port="$4" \
    --ray-client-server-port="$5" --dashboard-agent-listen-port="$6" \
    --dashboard-agent-grpc-port="$7" --runtime-env-agent-port="$8" --metrics-export-port="$9" \
    --min-worker-port=0 --max-worker-port=0 \
    <"$private/$(basename "$run").pipe" >"$private/said.$(basename "$run")" 2>&1 &
  head_pid=$!
  head_folder=$run
  exec 9>"$private/$(basename "$run").pipe"
}

end_head() {
  exec 9>&- || true # the keeper of the head reads its end from this pipe
  wait "$head_pid" 2>/dev/null || true
  head_pid=
}

# One process that asks ten times a second; our own program, started anew for each question, would
# take the cores from the Ray that is starting.
wait_for_dashboard() {
  if ! "$venv/bin/python" - "$RAY_ADDRESS" "$RAY_AUTH_TOKEN_PATH" "$head_folder" "$head_pid" \
    <<'PYTHON'
import os, signal, sys, time, urllib.request
signal.signal(signal.SIGINT, signal.SIG_DFL)
address, token, folder, keeper = sys.argv[1:]
with open(token) as file:
    headers = {"Authorization": "Bearer " + file.readline().strip()}
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
deadline = time.monotonic() + 180
while time.monotonic() < deadline:
    if os.path.exists(folder + "/head.exit"):
        break
    try:
        os.kill(int(keeper), 0)
        direct.open(urllib.request.Request(address + "/api/version", headers=headers), timeout=10)
        sys.exit(0)
    except ProcessLookupError:
        break
    except OSError:
        time.sleep(0.1)
sys.exit(1)
PYTHON
  then
    cp "$head_folder/head.log" "$private/said.head" 2>/dev/null || true
    return 1
  fi
}
