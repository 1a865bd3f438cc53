# The frames of an answer, as src/probe/frame.rs reads them. For all scripts of this room: names begin
# with an underscore, because what the host's environment exports shall reach compose unchanged;
# values come as arguments or from files, and none becomes shell text; no doubled backslash and no
# backslash before a single quote, which fish would read differently.
set -f
unset IFS

# frame NAME TEXT
frame() {
  printf '\n@@sgos %s %s 0 - %s\n%s\n@@sgos %s /%s\n' "$_nonce" "$1" "${#2}" "$2" "$_nonce" "$1"
}

# file NAME FILE: the last of a file, if it is there
file() {
  [ -s "$2" ] || return 0
  _text=$(tail -c 16384 "$2" 2>/dev/null | tr -d '\000')
  frame "$1" "$_text"
}

# report RUN: all that a change has left in its folder, which is removed when that is told
report() {
  LC_ALL=C
  file end "$1/end"
  file steps "$1/steps"
  file why "$1/why"
  file audit "$1/audit"
  file holder "$1/holder"
  file over "$1/over"
  _i=1
  while [ -e "$1/$_i.out" ]; do
    file "out$_i" "$1/$_i.out"
    _i=$((_i + 1))
  done
}

finish() {
  printf '\n@@sgos %s end\n' "$_nonce"
}
