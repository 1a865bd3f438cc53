# How some containers are now, for whoever waits for them. Changes nothing.
#
# Arguments: NONCE, the format of an inspect, then words: p=PROJECT, d=DIR where
# compose made them, i=ID of one container.
export LC_ALL=C
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
nonce=$1 format=$2
shift 2
set -f
frame() {
  printf '\n@@sgos %s %s %s - %s\n%s\n@@sgos %s /%s\n' "$nonce" "$1" "$2" "${#3}" "$3" "$nonce" "$1"
}
key=com.docker.compose
code=0 ids=
for word; do
  case $word in
    p=*) found=$(docker ps -aq --no-trunc --filter "label=$key.project=${word#p=}" 2>&1) || code=$? ;;
    d=*) found=$(docker ps -aq --no-trunc --filter "label=$key.project.working_dir=${word#d=}" 2>&1) || code=$? ;;
    i=*) found=${word#i=} ;;
  esac
  ids="$ids $found"
done
frame now 0 "$(date +%s)"
if [ "$code" != 0 ]; then
  frame containers "$code" "$ids"
elif [ -n "${ids# }" ]; then
  # One that was removed meanwhile makes it fail, and the others are told all the same.
  frame containers 0 "$(docker inspect --type container --format "$format" $ids 2>/dev/null)"
else
  frame containers 0 ''
fi
printf '\n@@sgos %s end\n' "$nonce"
