# The lock: a file that is linked to its name when it is whole. First line: `sgos-lock`, id, process
# id, when that process started, boot, since when, seconds to live, folder of the run. Second: who, as JSON.
_nl='
'
_boot=-
{ IFS= read -r _boot </proc/sys/kernel/random/boot_id; } 2>/dev/null

# started PID: sets _start to what tells the process from a later one of the same id
started() {
  _start=-
  { IFS= read -r _stat <"/proc/$1/stat"; } 2>/dev/null || return 0
  set -- ${_stat##*) }
  shift 19
  _start=$1
}

# living PID START BOOT: whether that process goes on
living() {
  [ "$3" = "$_boot" ] || return 1
  started "$1"
  if [ "$_start" != - ]; then
    [ "$_start" = "$2" ]
    return
  fi
  # Processes of others may be hidden, and not every system has /proc.
  case $(LC_ALL=C; kill -0 "$1" 2>&1 && echo yes) in
    *yes | *ermitted*) return 0 ;;
  esac
  return 1
}

# read_lock FILE: sets _l_…; 1: there is none, 2: it is something else (_why)
read_lock() {
  _l_word= _l_id= _l_who=
  [ -e "$1" ] || [ -h "$1" ] || return 1
  _why="$1 is no lock of sgos"
  # Each asked for by itself: a lock may go and come while this looks.
  if [ -h "$1" ] || [ -d "$1" ] || [ -p "$1" ] || [ -S "$1" ] || [ -c "$1" ] || [ -b "$1" ]; then
    return 2
  fi
  if ! _l_said=$({ cat <"$1"; } 2>&1); then
    [ ! -r "$1" ] && [ -e "$1" ] && [ ! -r "$1" ] || return 1
    _why="$1 cannot be read: $_l_said"
    return 2
  fi
  _l_who=${_l_said#*"$_nl"}
  set -- ${_l_said%%"$_nl"*}
  _l_word=$1 _l_id=$2 _l_pid=$3 _l_start=$4 _l_boot=$5 _l_since=$6 _l_ttl=$7 _l_run=$8
  [ "$_l_word" = sgos-lock ] || return 2
  case $_l_id in '' | *[!0-9a-zA-Z-]*) return 2 ;; esac
  # Whatever is calculated with is a number.
  for _l_ in "$_l_pid" "$_l_since" "$_l_ttl"; do
    case $_l_ in '' | *[!0-9]* | ?????????????*) return 2 ;; esac
  done
  case $_l_who in *"$_nl"*) return 2 ;; '{'*'}') ;; *) return 2 ;; esac
}

# Whether nobody is behind the lock that was read any more, and nothing it began can still go on.
left_behind() {
  [ "$_l_boot" = "$_boot" ] || return 0
  [ "$(date +%s)" -gt $((_l_since + _l_ttl)) ] && ! living "$_l_pid" "$_l_start" "$_l_boot"
}

# tell_lock: the lock that was read, and what only this host knows of it
tell_lock() {
  _l_alive=dead
  living "$_l_pid" "$_l_start" "$_l_boot" && _l_alive=alive
  printf 'sgos-lock %s %s %s %s %s %s %s\n%s\n%s %s\n' "$_l_id" "$_l_pid" "$_l_start" "$_l_boot" "$_l_since" "$_l_ttl" "$_l_run" "$_l_who" "$(date +%s)" "$_l_alive"
}

# replace NEW HOW: puts NEW in the place of the lock that was read, or removes that (HOW is `drop`).
# Only one can get the right to do so with a certain lock, by its id.
replace() {
  _guard=$_locks/over.$_l_id _gone=$_l_id
  if ! ln "$1" "$_guard" 2>/dev/null; then
    # Somebody else is at it, or was when they were killed.
    if read_lock "$_guard" && [ "$(date +%s)" -gt $((_l_since + 60)) ] && ! living "$_l_pid" "$_l_start" "$_l_boot"; then
      rm -f "$_guard"
    fi
    return 1
  fi
  if read_lock "$_lock" && [ "$_l_id" = "$_gone" ]; then
    if [ "$2" = drop ]; then rm -f "$_lock"; else mv -f "$1" "$_lock"; fi
    _code=$?
  else
    _code=1
  fi
  rm -f "$_guard"
  return "$_code"
}

# mine: writes what is to become the lock
mine() {
  _lock_text="sgos-lock $_id $$ $_mine_start $_boot $(date +%s) $_ttl $_run$_nl$_who"
  _said=$({ printf '%s\n' "$_lock_text" >"$_mine"; } 2>&1)
  [ "$(cat "$_mine" 2>/dev/null)" = "$_lock_text" ] && return 0
  rm -f "$_mine"
  _why="the lock cannot be written: ${_said:-no room in $_locks}"
  return 1
}
