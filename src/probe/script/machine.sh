# The machine itself, and the versions of Docker and compose. To start compose
# takes longer than all else together, so that runs beside it.
machine() {
  ( x=$(compose </dev/null) && printf 'compose %s\n' "$x" ) &
  compose=$!
  # A Docker that did not list its containers is not waited for again.
  about=
  case $route$list in
    socket?*) about=$(fetch '' /info) ;;
    client?*) about=$(docker info --format '{{json .}}' </dev/null) ;;
  esac
  printf '%s\n' "$about" | sed -n 's/.*"ServerVersion":"\([^"]*\)".*/engine \1/p'
  printf 'localtime %s\n' "$(readlink /etc/localtime)"
  read -r x </etc/timezone && printf 'timezone %s\n' "$x"
  printf 'offset %s\n' "$(date +%z)"
  read -r x </proc/uptime && printf 'uptime %s\n' "$x"
  read -r x </proc/loadavg && printf 'load %s\n' "$x"
  read -r x </proc/sys/kernel/osrelease && printf 'kernel %s\n' "$x"
  printf 'cpus %s\n' "$(nproc)"
  while read -r x; do
    case $x in
      MemTotal:*|MemAvailable:*) printf 'memory %s\n' "$x" ;;
      Buffers:*) break ;;
    esac
  done </proc/meminfo
  while read -r x; do
    case $x in
      PRETTY_NAME=*) printf 'os %s\n' "${x#*=}" ;;
    esac
  done </etc/os-release
  root=$(printf %s "$about" | sed -n 's/.*"DockerRootDir":"\([^"]*\)".*/\1/p')
  for x in $(df -kP "${root:-/}" || df -kP /); do
    printf 'disk %s\n' "$x"
  done
  wait "$compose"
}
# The plugin that Docker's client would start, asked directly: the client takes
# three times as long to find it. Where the client may look elsewhere it is asked.
compose() {
  own=${DOCKER_CONFIG:-$HOME/.docker}
  if command -v docker >/dev/null && ! { [ -f "$own/config.json" ] && grep -q cliPluginsExtraDirs "$own/config.json"; }; then
    for x in "$own" /usr/local/lib/docker /usr/local/libexec/docker /usr/lib/docker /usr/libexec/docker; do
      [ -x "$x/cli-plugins/docker-compose" ] || continue
      timeout "$limit" "$x/cli-plugins/docker-compose" version --short && return
      break
    done
  fi
  timeout "$limit" docker compose version --short || timeout "$limit" docker-compose version --short
}
now
start=$t
x=$(machine 2>/dev/null)
now
frame host 0 "$start" "$x"
