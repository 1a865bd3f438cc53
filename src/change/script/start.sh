# Starts a change detached from this connection, waits for it, and tells what became of it.
#
# Arguments: NONCE, the script of the detached part, ID, folders in which the run's own may be made,
# then what the detached part is given behind its first three (run.sh).
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
_nonce=$1 _script=$2 _id=$3 _bases=$4
shift 4

# At the end of its input, which the other side holds open, this part ends. The detached one does not.
exec 3<&0 </dev/null
{ while read -r _; do :; done <&3; kill "$$"; } >/dev/null 2>&1 &
_dog=$!
exec 3<&-

_run=
for _base in $_bases; do
  _at=$_base/sgos.$_id
  _said=$(umask 077; mkdir "$_at" 2>&1) || continue
  # Room for the result is taken now, so that it can be told when the disk is full later.
  _said=$({ printf '%-60s\n' running >"$_at/end"; } 2>&1)
  [ "$_said" ] || [ ! -s "$_at/end" ] || _said=$({ printf '%-60s\n' : >"$_at/steps"; } 2>&1)
  if [ -s "$_at/steps" ]; then
    _run=$_at
    break
  fi
  _said=${_said:-no room in $_base}
  rm -rf "$_at"
done
if [ -z "$_run" ]; then
  LC_ALL=C
  frame end 'refused 0'
  frame why "no folder can be made for what the change says: $_said"
  kill "$_dog" 2>/dev/null
  finish
  exit 0
fi

# A session of its own: neither the end of this one nor a signal to its group reaches it.
set -- sh -c "$_script" sgos-change-run "$_run" "$$" "$_id" "$@"
if command -v setsid >/dev/null 2>&1; then
  setsid "$@" </dev/null >"$_run/log" 2>&1 &
elif command -v perl >/dev/null 2>&1; then
  perl -MPOSIX -e 'POSIX::setsid(); exec @ARGV or exit 127' -- "$@" </dev/null >"$_run/log" 2>&1 &
else
  set -m
  "$@" </dev/null >"$_run/log" 2>&1 &
  set +m
fi
wait "$!" 2>/dev/null
kill "$_dog" 2>/dev/null
report "$_run"
file log "$_run/log"
finish
rm -rf "$_run"
exit 0
