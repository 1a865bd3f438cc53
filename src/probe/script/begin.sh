# What a host is asked to run: it prints what is out there, and changes nothing.
#
# One POSIX sh script for dash, bash and busybox. It is sent as one word of a
# command line, so whole-line comments and indentation are dropped on the way
# (request.rs), and it holds neither a doubled backslash nor a backslash
# before a single quote, which fish would read differently from a POSIX shell.
# Values come as arguments, from Docker and from files; none becomes shell text.
#
# Arguments: NONCE, `watch` or `-`, seconds for one answer of Docker, SALT, then
# further directories as the inside of a JSON string.
#
# This part is always sent first, end.sh last; between them the parts that a
# command wants (request.rs). Each prints its sections as frames.
export LC_ALL=C
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
nonce=$1 watch=$2 limit=$3 salt=$4
shift 4
apps= jobs= known=
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
