# The machine itself, and the versions of Docker and compose.
machine() {
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
}
docker_versions() {
  printf '%s\n' "$about" | sed -n 's/.*"ServerVersion":"\([^"]*\)".*/engine \1/p'
  if x=$(docker compose version --short 2>/dev/null </dev/null) || x=$(docker-compose version --short 2>/dev/null </dev/null); then
    printf 'compose %s\n' "$x"
  fi
}
now
start=$t
if [ "$route" = socket ]; then
  about=$(fetch '' /info)
else
  about=$(docker info --format '{{json .}}' 2>&1 </dev/null)
fi
x=$(docker_versions 2>/dev/null)
now
frame docker 0 "$start" "$x"
start=$t
x=$(machine 2>/dev/null)
now
frame host 0 "$start" "$x"
