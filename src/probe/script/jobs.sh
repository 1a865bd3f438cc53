# Scheduled jobs. Only regular files are opened, each up to a size; the others
# are named. Nothing here is judged, nor run: the files are sent as they are.
#
# Timers, in UTC, for systemctl speaks of the local time. The frames of what runs
# beside the rest follow each other: each waits for what it has started.
timers() {
  [ -d /run/systemd/system ] || return
  export TZ=UTC
  ( x=$(timeout 3 systemctl list-timers --all --no-pager --output=json 2>&1); code=$?; now; frame timers "$code" "$start" "$x" ) &
  first=$!
  x=$(timeout 2 systemctl show --no-pager -p Id,Unit,TimersCalendar,TimersMonotonic,LastTriggerUSec,NextElapseUSecRealtime,FragmentPath,Description '*.timer' 2>&1)
  code=$?
  services=
  for y in $x; do
    case $y in
      Unit=?*) services=$services$nl${y#Unit=} ;;
    esac
  done
  y=
  # One that hangs is not asked again: a Docker that hangs has left four seconds.
  [ -z "$services" ] || [ "$code" != 0 ] || y=$(timeout 2 systemctl show --no-pager -p Id,ExecStart,User,Result,ExecMainStatus,ExecMainExitTimestamp -- $services 2>/dev/null)
  now
  wait "$first"
  frame units "$code" "$start" "$x$nl$nl$y"
}
# newest [first]: the newest start of each command, which is the first of it or
# else the last, and what is said of failures.
newest() {
  awk -v "first=$1" '
    { $0 = substr($0, 1, 2000) }
    i = index($0, ") CMD (") {
      key = $0
      sub(/^.*CRON[^:]*: |^.*cron[^:]*: |^.*crond[^:]*: /, "", key)
      sub(/CMD [(][[][0-9]+[]]/, "CMD (", key)
      if (key in last ? !first : n++ < 2000) last[key] = $0
      next
    }
    /[(]grandchild #[0-9]+ failed/ { failed[m++ % 200] = $0 }
    END {
      for (key in last) print last[key]
      for (i in failed) print failed[i]
    }'
}
log() {
  for f in /var/log/cron /var/log/cron.log /var/log/syslog /var/log/messages; do
    if [ -f "$f" ] && [ -s "$f" ]; then
      if [ -r "$f" ]; then
        printf 'log %s\n' "$f"
        # Where logs are turned every night, the runs of the night are in the other.
        {
          ! [ -f "$f.1" ] || tail -c 524288 "$f.1"
          tail -c 524288 "$f"
        } | newest
        return
      fi
      printf 'log-denied %s\n' "$f"
    fi
  done
  if [ -d /run/systemd/system ] && command -v journalctl >/dev/null; then
    echo log journal
    # Backwards: what is not reached in time is old.
    timeout 3 journalctl -q --no-pager -o short-unix -r -n 4000 --since=-8d -t CRON -t CROND -t crond | newest first
  fi
}
# Two that print at once would mix their frames.
[ -z "$inspect" ] || wait "$inspect"
now
start=$t
(
  timers &
  first=$!
  x=$(log 2>/dev/null </dev/null)
  now
  wait "$first"
  frame cronlog 0 "$start" "$x"
) &
log=$!

# add FILE: one that is there, or a link to nothing
add() {
  case $1 in
    *"$nl"*) echo odd-name ;;
    *)
      if [ -e "$1" ]; then
        all=$all$nl$1
      elif [ -L "$1" ]; then
        printf 'dangling %s\n' "$1"
      fi ;;
  esac
}
# folder DIRECTORY: its files, those whose names begin with a dot left out
folder() {
  [ -d "$1" ] || return
  if ! [ -r "$1" ] || ! [ -x "$1" ]; then
    printf 'denied %s\n' "$1"
    return
  fi
  n=0
  set +f
  for f in "$1"/*; do
    n=$((n + 1))
    if [ "$n" -gt 300 ]; then
      printf 'many %s\n' "$1"
      break
    fi
    add "$f"
  done
  set -f
}
# The daemon by its pid file, else among the processes that are in no container.
running() {
  for f in /run/crond.pid /var/run/crond.pid /run/cron.pid; do
    pid= x=
    [ -f "$f" ] && read -r pid <"$f"
    case $pid in
      ''|*[!0-9]*) continue ;;
    esac
    read -r x <"/proc/$pid/comm"
    case $x in
      cron|crond|busybox) echo running yes; return ;;
    esac
  done
  if ! [ -r /proc/1/comm ]; then
    echo running hidden
    return
  fi
  set +f
  for d in /proc/[0-9]*; do
    x= y=
    read -r x <"$d/comm"
    case $x in
      cron|crond) ;;
      *) continue ;;
    esac
    while read -r y; do
      case $y in
        *docker*|*libpod*|*containerd*) x= ;;
      esac
    done <"$d/cgroup"
    [ -z "$x" ] || { set -f; echo running yes; return; }
  done
  set -f
  echo running no
}
survey_jobs() {
  own= spool=
  printf 'user %s\n' "$(id)"
  for f in cron crond; do
    f=$(command -v "$f")
    # A shell that is busybox names what it could do itself.
    case $f in
      /*) ;;
      *) continue ;;
    esac
    if [ "$f" -ef /bin/busybox ]; then
      echo cron busybox
    elif grep -q CRON_TZ "$f"; then
      echo cron cronie
    else
      echo cron debian
    fi
    break
  done
  running
  printf 'localtime %s\n' "$(readlink /etc/localtime)"
  [ -f /etc/timezone ] && read -r y </etc/timezone && printf 'timezone %s\n' "$y"
  printf 'offset %s\n' "$(date +%z)"
  ! [ -x /usr/sbin/anacron ] || echo anacron
  # There are two of that name, which want other names of files.
  ! grep -q rpmsave "$(command -v run-parts)" || echo run-parts redhat
  all=
  for f in /var/spool/cron/crontabs /var/spool/cron; do
    [ -d "$f" ] || continue
    if [ -r "$f" ] && [ -x "$f" ]; then
      echo spool "$f"
      spool=yes
      folder "$f"
    else
      echo hidden
    fi
    break
  done
  # One's own crontab, where the folder of all of them may not be read.
  if [ "$spool" != yes ] && command -v crontab >/dev/null; then
    own=$(crontab -l 2>&1 </dev/null | head -c 262144 | tr '\000' '\001')
  fi
  add /etc/passwd
  add /etc/nsswitch.conf
  add /etc/crontab
  folder /etc/cron.d
  for f in hourly daily weekly monthly yearly; do
    folder "/etc/cron.$f"
  done
  add /etc/anacrontab
  folder /var/spool/anacron
  set +f
  for x in $(grep -h '^/etc/cron' /var/lib/dpkg/info/*.conffiles); do
    printf 'packaged %s\n' "$x"
  done
  set -f
  sum=0 names=$salt/dev/null
  for x in $(stat -L -c '%f %u %h %s %Y %n' $all); do
    printf 'file %s\n' "$x"
    f=/${x#*/}
    case $f in
      /etc/cron.hourly/*|/etc/cron.daily/*|/etc/cron.weekly/*|/etc/cron.monthly/*|/etc/cron.yearly/*|/var/spool/anacron/*) continue ;;
    esac
    case $x in
      8*) ;;
      *) continue ;;
    esac
    if ! [ -r "$f" ]; then
      printf 'denied %s\n' "$f"
      continue
    fi
    size=${x#* * * }
    size=${size%% *}
    [ "$size" -le 262144 ] || size=262144
    sum=$((sum + size))
    if [ "$sum" -gt 2097152 ]; then
      printf 'skipped %s\n' "$f"
    else
      names=$names$nl$salt$f
    fi
  done
  printf 'own\n%s\n.\n' "$own"
  head -c 262144 $names "$salt/dev/null" | tr '\000' '\001'
}
x=$(survey_jobs 2>/dev/null)
now
wait "$log"
frame jobs 0 "$start" "$x"
