# Where to look is told, and Docker is asked over its socket from afar: here only whether that is
# the socket which containers.sh would ask first.
# Arguments: the hashes of commits that are known already, then pairs of a directory, first as the
# inside of a JSON string, then as it is.
known=" $1 "
shift
plan= planned=0
while [ "$#" -gt 1 ]; do
  plan="$plan=j$1$nl=d$2$nl"
  shift 2
done
set --
[ -z "$DOCKER_HOST" ] && [ -S /var/run/docker.sock ] && [ -w /var/run/docker.sock ]
code=$?
now
frame docker "$code" "$start" ''
# What is to be over before longer texts are printed
inspect=$clock
