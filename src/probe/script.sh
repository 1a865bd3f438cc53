# What a host is asked to run: it prints what is out there, and changes nothing.
#
# One POSIX sh script for dash, bash and busybox. It is sent as one word of a
# command line, so whole-line comments and indentation are dropped on the way
# (invocation.rs), and it holds neither a doubled backslash nor a backslash
# before a single quote, which fish would read differently from a POSIX shell.
# Values come as arguments, from Docker and from files; none becomes shell text.
#
# Arguments: NONCE, `watch` or `-`, `wide` or `-`, seconds for one answer of
# Docker, SALT, then further directories as the inside of a JSON string.
export LC_ALL=C
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
nonce=$1 watch=$2 wide=$3 limit=$4 salt=$5
shift 5
tab='	' nl='
'
IFS=$nl
set -f
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_COMMON_DIR GIT_NAMESPACE
export GIT_OPTIONAL_LOCKS=0 GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none GIT_TERMINAL_PROMPT=0

# A command outlives a lost connection. This one does not: at the end of its
# input, which the other side holds open, it ends with all it started.
if [ "$watch" = watch ]; then
  exec 3<&0 </dev/null
  { while read -r _; do :; done <&3; kill 0; } >/dev/null 2>&1 &
  dog=$!
  exec 3<&-
fi

# Sets t to hundredths of a second since boot; starts no process.
now() {
  t=-
  { IFS=' ' read -r t _ </proc/uptime && t=${t%.*}${t#*.}; } 2>/dev/null
}

# frame NAME EXIT START TEXT: a section; it ends at the t of the last `now`
frame() {
  ms=-
  [ "$t" = - ] || ms=$(((t - $3) * 10))
  printf '\n@@sgos %s %s %s %s %s\n%s\n@@sgos %s /%s\n' "$nonce" "$1" "$2" "$ms" "${#4}" "$4" "$nonce" "$1"
}

now
start=$t
( x=$(date -u +%s.%N 2>&1); code=$?; now; frame clock "$code" "$start" "$x" ) &
clock=$!

# --- containers: one request to Docker's socket, else two of its client
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
route=socket code=127 list=
if [ -S "$socket" ] && [ -w "$socket" ]; then
  for by in perl curl; do
    command -v "$by" >/dev/null || continue
    list=$(fetch '' '/containers/json?all=1')
    code=$?
    case $code in
      0|7|28) break ;;
    esac
  done
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
frame containers "$code" "$start" "$route$nl$list"
[ "$code" = 0 ] || list=

# --- what to look at: reads the JSON quote by quote and prints `=i` with the id
# of a container that is not plainly healthy, `=j` with the directory of a
# compose project as JSON has it, and `=d` with that directory as it is
# (`=x` where a line cannot hold it).
now
start=$t
plan=$(printf %s "$list" | awk -v 'RS="' '
  function hex(s,  n, i) {
    for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(s, i, 1))) - 1
    return n
  }
  function utf8(n) {
    if (n < 128) return sprintf("%c", n)
    if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
    return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
  }
  function directory(raw,  s, o, p, c, n, bad) {
    if (raw == "" || seen[raw]++) return
    s = raw
    while (p = index(s, bs)) {
      c = substr(s, p + 1, 1)
      o = o substr(s, 1, p - 1)
      s = substr(s, p + 2)
      n = index("btn-fr", c) + 7
      if (c == "u") {
        n = hex(s)
        s = substr(s, 5)
      }
      if (n == 0 || n == 10) bad = 1
      o = o (n == 7 && c != "u" ? c : utf8(n))
    }
    print "=j" raw
    print (bad ? "=x" : "=d" o s)
  }
  function value(s) {
    if (d == 2 && key[2] == "Id") id = s
    if (d == 2 && key[2] == "State") state = s
    if (d == 2 && key[2] == "Status") status = s
    if (key[d - 1] == "Labels" && key[d] == "com.docker.compose.project.working_dir") directory(s)
  }
  BEGIN {
    bs = sprintf("%c", 92)
    for (i = 1; i < ARGC; i++) {
      directory(ARGV[i])
      ARGV[i] = ""
    }
  }
  inside {
    text = text $0
    n = 0
    for (i = length(text); i && substr(text, i, 1) == bs; i--) n++
    if (n % 2) text = text "\""
    else {
      inside = 0
      string = 1
    }
    next
  }
  {
    for (i = 1; i <= length($0); i++) {
      c = substr($0, i, 1)
      if (c == ":") key[d] = text
      else if (string && c ~ /[],}]/) value(text)
      if (c ~ /[],}:]/) string = 0
      if (c ~ /[[{]/) key[++d] = ""
      if (c ~ /[]}]/ && d-- == 2) {
        if (id != "" && !(state == "running" && index(status, "(healthy)"))) print "=i" id
        id = state = status = ""
      }
    }
    inside = 1
    text = ""
  }' "$@" 2>&1)
planned=$?

# --- inspect, beside the rest: one process for all of them
urls= inspect=
for x in $plan; do
  case $x in
    =i*[!0-9a-f]*) ;;
    =i*) urls=$urls/containers/${x#=i}/json$nl ;;
  esac
done
# Both questions together must leave time for the rest.
limit=$(((limit + 1) / 2))
if [ "$route" = socket ] && [ -n "$urls" ]; then
  ( x=$(fetch "$nonce " $urls); code=$?; now; frame inspect "$code" "$start" "$x" ) &
  inspect=$!
fi

# --- checkouts. Only regular files are opened (a FIFO would block), and one
# `head` reads them all, each up to a size. It writes a file's name above it;
# the salt is a spelling of the root directory that no file can foresee, so
# that none can feign such a line. `/dev/null` stands before each directory.
add() {
  [ ! -f "$1" ] || names=$names$nl$salt$1
}
tell() {
  info=$info$nl$1
}
look() {
  info="dir $json"
  if ! [ -d "$1" ]; then
    tell no-directory
    return
  fi
  add "$1/app.json"
  if [ -f "$1/app.json" ]; then
    [ -r "$1/app.json" ] || tell app-denied
  elif [ -e "$1/app.json" ]; then
    tell app-special
  fi
  top=${1%/}
  until [ -e "$top/.git" ]; do
    [ -n "$top" ] || return
    top=${top%/*}
  done
  tell "path $1"
  git=$top/.git
  if [ -f "$git" ]; then
    x=
    read -r x <"$git"
    case $x in
      'gitdir: /'*) git=${x#gitdir: } ;;
      'gitdir: '*) git=$top/${x#gitdir: } ;;
      *) tell bad-link; return ;;
    esac
  fi
  common=$git
  if [ -f "$git/commondir" ]; then
    x=
    read -r x <"$git/commondir"
    case $x in
      /*) common=$x ;;
      ?*) common=$git/$x ;;
    esac
  fi
  if ! [ -d "$git" ]; then
    tell no-git-directory
  elif ! [ -x "$git" ]; then
    tell git-denied
  elif ! [ -f "$git/HEAD" ]; then
    tell no-head
  elif ! [ -r "$git/HEAD" ]; then
    tell git-denied
  else
    add "$common/config"
    add "$git/HEAD"
    add "$common/packed-refs"
  fi
}
# Writes in larger pieces.
put() {
  out=$out$1$nl
  [ "${#out}" -lt 2000 ] || flush
}
flush() {
  printf %s "$out"
  out=
}
loose() {
  for f in "$common/$ref" "$git/$ref"; do
    if [ -f "$f" ]; then
      [ -r "$f" ] || put ref-denied
      read -r hash <"$f"
      return
    fi
  done
}
finish() {
  [ -n "$git" ] || return
  case $hash in
    *[!0-9a-f]*) hash= odd=1 ;;
  esac
  # What plain files do not tell, git itself is asked: a large packed-refs, a
  # reftable, a reference to a reference.
  if [ -z "$hash" ] && [ -n "$odd" ]; then
    hash=$(GIT_DIR=$git git rev-parse -q --verify HEAD </dev/null)
    [ -n "$hash" ] || put odd
  fi
  [ -z "$hash" ] || put "hash $hash${nl}at $hash $common"
}
survey() {
  # A wall for a file that has neither an end nor a line break.
  ulimit -t 2
  names=
  for x in $plan; do
    case $x in
      =j*) json=${x#=j} ;;
      =[dx]*)
        names=$names$nl$salt/dev/null
        info="dir $json${nl}bad-name"
        [ "$x" = =x ] || look "${x#=d}"
        set -- "$@" "$info" ;;
    esac
  done
  git= out=
  for l in $(head -c 262144 /dev/null $names); do
    case $l in
      "==> $salt"*)
        f=${l#"==> $salt"}
        f=${f%' <=='}
        size=0
        case $f in
          /dev/null)
            finish
            put "$1"
            shift
            kind= git= common= ref= hash= odd= ;;
          */config) kind=config common=${f%/config} part= ;;
          */HEAD)
            kind=head git=${f%/HEAD}
            common=${common:-$git} ;;
          */packed-refs) kind=packed ;;
          */app.json)
            kind=app
            put app ;;
        esac
        continue ;;
    esac
    size=$((size + ${#l} + 1))
    case $kind in
      app)
        if [ "$size" -le 65536 ]; then
          put "|$l"
        else
          put app-large
          kind=
        fi ;;
      head)
        kind=
        case $l in
          *..*) ;;
          'ref: refs/'*)
            ref=${l#ref: }
            put "ref $ref"
            loose ;;
          *) hash=$l ;;
        esac ;;
      packed)
        case ${ref:+$l} in
          *" $ref") hash=${hash:-${l%% *}} ;;
        esac
        [ "$size" -lt 262000 ] || odd=1 ;;
      config)
        l=${l#"${l%%[!$tab ]*}"}
        case $l in
          '[remote "origin"]'*) part=origin ;;
          '[extensions]'*) part=extensions ;;
          '['*) part= ;;
        esac
        case $part$l in
          origin[uU][rR][lL]*) put "url $l" ;;
          extensions[rR]ef[sS]torage*reftable*) odd=1 ;;
        esac ;;
    esac
  done
  finish
  put done
  flush
}
if [ "$planned" = 0 ]; then
  plan=$(survey 2>/dev/null)
fi
now
surveyed=$t looked=$start

# --- commits: one git for all checkouts, each other's objects as alternates
# (As `fetch`: the last of a pipeline.)
batch() {
  GIT_DIR=$1 GIT_ALTERNATE_OBJECT_DIRECTORIES=$2 exec git cat-file --batch="$format" 2>&1
}
each() {
  for x; do
    printf '%s %s\n' "${x%% *}" "$nonce" | batch "${x#* }" ''
  done
}
format='%(objectname) %(objecttype) %(objectsize) %(rest)'
# ask LENGTH: of the hashes, as SHA-1 and SHA-256 repositories do not mix
ask() {
  pairs= alone= asked= others=
  for x in $plan; do
    case $x in
      'at '*) x=${x#at } ;;
      *) continue ;;
    esac
    hash=${x%% *} objects=${x#* }/objects
    [ "${#hash}" = "$1" ] || continue
    case $objects in
      *:*|*\"*)
        # git would want it quoted
        alone=$alone$x$nl
        continue ;;
    esac
    pairs=$pairs$x$nl
    asked="$asked$hash $nonce$nl"
    others=$others${others:+:}$objects
  done
  each $alone
  # A repository that git refuses cannot speak for the others: try another; a
  # damaged object ends git: then each on its own.
  n=0
  for x in $pairs; do
    n=$((n + 1))
    [ "$n" -le 2 ] || break
    printf %s "$asked" | batch "${x#* }" "$others" && return
  done
  each $pairs
}
start=$t
if command -v git >/dev/null; then
  objects=$(
    export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
    ask 40
    ask 64)
  code=$?
else
  objects='git is not installed' code=127
fi
now
answered=$t
# Long texts of two processes would mix in one pipe: wait, then print.
[ -z "$inspect" ] || wait "$inspect"
t=$surveyed
frame checkouts "$planned" "$looked" "$plan"
t=$answered
frame commits "$code" "$start" "$objects"

if [ "$wide" = wide ]; then
  wide
fi

if [ "$watch" = watch ]; then
  { kill "$dog"; wait "$dog"; } 2>/dev/null
fi
printf '\n@@sgos %s end\n' "$nonce"
exit 0
