# What has become of a change, asked over another connection; and its end, where that is wanted.
#
# Arguments: NONCE, ID, seconds to wait for the end that is wanted or 0, folders of runs, Docker's
# socket, folders of the audit.
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
_nonce=$1 _id=$2 _patience=$3 _bases=$4 _socket=$5 _logs=$6
_run=
for _base in $_bases; do
  if [ -O "$_base/sgos.$_id" ] && [ ! -h "$_base/sgos.$_id" ]; then _run=$_base/sgos.$_id; fi
done

# going_on: whether it runs
going_on() {
  _state=
  { IFS=' ' read -r _state _ <"$_run/end"; } 2>/dev/null
  [ "$_state" = running ] && [ "$_pid" ] && living "$_pid" "$_since" "$_then"
}

_pid= _told=
[ -z "$_run" ] || { IFS=' ' read -r _pid _since _then <"$_run/pid"; } 2>/dev/null
if [ "$_patience" -gt 0 ] && [ "$_run" ] && going_on; then
  kill -TERM "$_pid" 2>/dev/null
  _i=0
  while [ "$_i" -lt $((_patience * 5)) ] && going_on; do
    sleep 0.2 2>/dev/null || { sleep 1; _i=$((_i + 4)); }
    _i=$((_i + 1))
  done
fi
_there=
if [ "$_run" ] && going_on; then
  frame running yes
  _there=1
elif [ "$_run" ] && [ -e "$_run/end" ]; then
  report "$_run"
  # The part that waits on the other connection may be about to tell the same, or has just done so
  # and removes it while this looks.
  [ ! -e "$_run/end" ] || _there=1
  [ "$_patience" -gt 0 ] || rm -rf "$_run"
fi
if [ -z "$_there" ]; then
  # It has been told, and then forgotten; the audit knows.
  LC_ALL=C
  meeting "$_socket"
  for _base in $_logs; do
    folder "$_base" '' || continue
    _found=$(cat "$_dir/audit.jsonl.1" "$_dir/audit.jsonl" 2>/dev/null | grep -F "\"id\":\"$_id\"" | tail -n 1)
    [ -z "$_found" ] || frame line "$_found"
  done
fi
finish
