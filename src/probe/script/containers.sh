# The containers: one request to Docker's socket, else two of its client.
# Where DOCKER_HOST names no other, the system's socket comes first; the user's
# own, then Podman's, when that one is not there, not theirs or does not answer.
socket=/var/run/docker.sock
case $DOCKER_HOST in
  unix://*) socket=${DOCKER_HOST#unix://} ;;
  ?*) socket= ;;
esac
# fetch MARK PATH…: asks Docker for each path and prints the body, and below it
# MARK and the status, with the program in $by: a bare perl starts in half the
# time of curl, which loads thirty libraries first; both exit with curl's codes.
# Always the last in a subshell of its own, hence the exec, which saves a fork.
fetch() {
  if [ "$by" = perl ]; then
    exec perl -e '
      ($p, $t, $m) = splice @ARGV, 0, 3;
      $SIG{ALRM} = sub { print "no answer within $t s"; exit 28 };
      alarm $t;
      for (@ARGV) {
        unless (socket(S, 1, 1, 0) && connect(S, pack("Sa*", 1, $p))) {
          print "cannot connect to $p: $!";
          exit 7
        }
        syswrite S, "GET $_ HTTP/1.0\r\n\r\n";
        $r = "";
        1 while sysread S, $r, 65536, length $r;
        $c = $r =~ s/^HTTP[^ ]* (\d+).*?\r\n\r\n//s ? $1 : "000";
        print "$r\n$m$c\n"
      }' "$socket" "$limit" "$@" 2>&1 </dev/null
  fi
  mark=$1
  shift
  for x; do
    shift
    set -- "$@" "http://docker$x"
  done
  exec curl -q -sS --noproxy '*' -m "$limit" --unix-socket "$socket" -w "$nl$mark%{http_code}$nl" "$@" 2>&1 </dev/null
}
client() {
  set -- $(docker ps -aq --no-trunc 2>&1 </dev/null; printf '%s\n' "=$?")
  words= ids=
  for x; do
    case $x in
      =*) code=${x#=} ;;
      *[!0-9a-f]*) words=$words$x$nl ;;
      *) ids=$ids$x$nl ;;
    esac
  done
  list=$words
  [ "$code" = 0 ] || return
  list='[]'
  [ -z "$ids" ] || list=$(docker inspect --type container $ids 2>&1 </dev/null)
}
ask() {
  code=127 list=
  [ -S "$socket" ] && [ -w "$socket" ] || return
  for by in perl curl; do
    command -v "$by" >/dev/null || continue
    list=$(fetch '' '/containers/json?all=1')
    code=$?
    case $code in
      0|7|28) break ;;
    esac
  done
}
route=socket why=
ask
if [ -z "$DOCKER_HOST" ] && [ "$code" != 0 ] && [ "$code" != 28 ]; then
  first=$socket was=$code said=$list
  [ ! -S "$first" ] || why="no answer at $first"
  [ -w "$first" ] || why=${why:+"this user may not use $first"}
  own=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
  for socket in "$own/docker.sock" /run/podman/podman.sock "$own/podman/podman.sock"; do
    ask
    [ "$code" != 0 ] || break
  done
  [ "$code" = 0 ] || socket=$first code=$was list=$said
fi
case $code in
  [124]|127)
    route=client
    if command -v docker >/dev/null; then
      client
    elif [ -S "$socket" ] && [ -w "$socket" ]; then
      list="neither perl nor curl nor docker is installed, and one of them is needed"
    elif [ -S "$socket" ]; then
      code=126 list="permission denied: this user may not use $socket"
    else
      list="there is no Docker socket at $socket, and no docker command"
    fi ;;
esac
now
wait "$clock"
[ "$route" = client ] || route="socket $socket$tab$why"
frame containers "$code" "$start" "$route$nl$list"
route=${route%% *}
[ "$code" = 0 ] || list=
