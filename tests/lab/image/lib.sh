# Shared by the scripts beside it.

# wait_until SECONDS COMMAND…: true as soon as the command succeeds, false at the deadline.
wait_until() {
  deadline=$(($(date +%s) + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

fail() {
  echo "$(hostname): $*" >&2
  exit 1
}
