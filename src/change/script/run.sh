# The detached part of a change: takes the lock, runs the steps, leaves a line in the audit, gives the
# lock back. Nobody watches it; what it has to tell is in the folder of the run.
#
# Arguments: folder of the run, process id of the part that waits, ID, seconds to wait for the lock,
# seconds for all steps, seconds to live of the lock, places for the lock, Docker's socket, folders for
# the audit, who as JSON, the inside of the audit line, then each step as the number of its words and the words.
_run=$1 _asker=$2 _id=$3 _wait=$4 _limit=$5 _ttl=$6 _places=$7 _socket=$8 _logs=$9
shift 9
_who=$1 _head=$2
shift 2
_cancelled= _step=
trap '' HUP
trap '_cancelled=1; [ -z "$_step" ] || end_step' TERM INT

# tick: sets _t to hundredths of a second
tick() {
  _t=
  { IFS=' .' read -r _t _h _ </proc/uptime && _t=$_t$_h; } 2>/dev/null
  [ "$_t" ] || _t=$(date +%s)00
}

# end_step: ends the step politely, then less so
end_step() {
  kill -INT "$_step" 2>/dev/null
  {
    _i=0
    while [ "$_i" -lt 15 ] && kill -0 "$_step"; do
      sleep 1
      _i=$((_i + 1))
      case $_i in
        2) kill -INT "$_step" ;;
        10) kill -TERM "$_step" ;;
        15) kill -KILL "$_step" ;;
      esac
    done
  } >/dev/null 2>&1 &
  _hangman=$!
}

# leave WORD MS: how it ended; in place, for which there is room on a full disk
leave() {
  printf '%-60s\n' "$1 $2" 1<>"$_run/end"
}

# give_up WORD WHY
give_up() {
  [ -z "$2" ] || printf '%s\n' "$2" >"$_run/why"
  [ -z "$_mine" ] || rm -f "$_mine"
  leave "$1" 0
  exit 0
}

_hangman= _mine=
started "$$"
printf '%s %s %s\n' "$$" "$_start" "$_boot" >"$_run/pid"
_mine_start=$_start
meeting "$_socket"
lockplace "$_places" make || give_up refused "$_why"
_mine=$_locks/new.$_id.$$

tick
_asked=$_t _over=
while :; do
  [ -z "$_cancelled" ] || give_up interrupted
  # Nobody waits any more, and nothing is begun.
  kill -0 "$_asker" 2>/dev/null || give_up abandoned
  read_lock "$_lock"
  case $? in
    1)
      mine || give_up refused "$_why"
      _said=$(LC_ALL=C ln "$_mine" "$_lock" 2>&1)
      if [ "$_mine" -ef "$_lock" ]; then break; fi
      case $_said in *' exists'*) ;; *) give_up refused "the lock cannot be taken: $_said" ;; esac
      continue
      ;;
    2) give_up refused "$_why" ;;
  esac
  if left_behind; then
    _told=$(tell_lock) _over_who=$_l_who _over_id=$_l_id
    mine || give_up refused "$_why"
    if replace "$_mine" take; then
      printf '%s\n' "$_told" >"$_run/over"
      _over=1
      break
    fi
    read_lock "$_lock" || continue
  fi
  tick
  if [ $((_t - _asked)) -ge $((_wait * 100)) ]; then
    tell_lock >"$_run/holder"
    give_up locked
  fi
  sleep 0.2 2>/dev/null || sleep 1
done
rm -f "$_mine"

# moment: sets _now as RFC 3339 has it
moment() {
  _now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
}

moment
if [ "$_over" ] && ! audit "$_logs" "{\"time\":\"$_now\",\"id\":\"$_id-over\",$_head,\"outcome\":\"taken-over\",\"from_id\":\"$_over_id\",\"from\":$_over_who}"; then
  printf '%s\n' "$_trouble" >"$_run/audit"
fi

# first COUNT WORDS…: becomes the first of the words, for as long as there is time
first() {
  _count=$1
  shift
  _all=$# _i=0
  while [ "$_i" -lt "$_count" ]; do
    unpack "$1"
    shift
    set -- "$@" "$_word"
    _i=$((_i + 1))
  done
  shift $((_all - _count))
  umask "$_umask"
  exec timeout -s INT -k 15 "$_left" "$@"
}

# unpack WORD: sets _word; `%5C` is a backslash and `%25` a percent sign
unpack() {
  _word= _rest=$1
  while :; do
    case $_rest in
      *%5C*%* | *%25*%* | *%5C* | *%25*)
        _word=$_word${_rest%%"%"*} _rest=${_rest#*%}
        case $_rest in
          25*) _word=$_word% ;;
          *) _word=$_word$(printf '\134') ;;
        esac
        _rest=${_rest#??}
        ;;
      *)
        _word=$_word$_rest
        return
        ;;
    esac
  done
}

tick
_began=$_t _end=done _n=0 _code=0
while [ "$#" -gt 0 ]; do
  [ -z "$_cancelled" ] || { _end=interrupted; break; }
  tick
  _from=$_t _left=$((_limit - (_t - _began) / 100))
  [ "$_left" -ge 1 ] || { _end=timed-out; break; }
  _n=$((_n + 1)) _words=$1
  first "$@" </dev/null >"$_run/$_n.out" 2>&1 &
  _step=$!
  # It may have come before there was a step to end.
  [ -z "$_cancelled" ] || [ "$_hangman" ] || end_step
  while :; do
    wait "$_step"
    _code=$?
    kill -0 "$_step" 2>/dev/null || break
  done
  # What ended the waiting may have been a signal to this shell, just as the step ended: its own code is
  # still to be had then, and 127 where it has been told.
  if [ "$_code" -gt 128 ]; then
    wait "$_step" 2>/dev/null
    _late=$?
    [ "$_late" = 127 ] || _code=$_late
  fi
  _step=
  [ -z "$_hangman" ] || kill "$_hangman" 2>/dev/null
  tick
  printf '%s %s\n' "$_code" $(((_t - _from) * 10)) >>"$_run/steps"
  if [ "$_code" -ne 0 ]; then
    _end=failed
    [ $((_t - _from)) -lt $((_left * 100)) ] || _end=timed-out
    [ -z "$_cancelled" ] || _end=interrupted
    break
  fi
  shift $((_words + 1))
done
tick
_took=$(((_t - _began) * 10))
moment
if ! audit "$_logs" "{\"time\":\"$_now\",\"id\":\"$_id\",$_head,\"outcome\":\"$_end\",\"code\":$_code,\"begun\":$_n,\"duration_ms\":$_took}"; then
  printf '%s\n' "$_trouble" >"$_run/audit"
fi
if read_lock "$_lock" && [ "$_l_id" = "$_id" ]; then
  rm -f "$_lock"
fi
leave "$_end" "$_took"

# What earlier changes left, because nobody asked again what became of them.
set +f
for _old in "${_run%/*}"/sgos.*-*; do
  if [ -O "$_old" ] && [ ! -h "$_old" ] && [ -f "$_old/end" ] && [ "$(find "$_old" -prune -mtime +0)" ]; then
    rm -rf "$_old"
  fi
done
exit 0
