# Removes the lock of this host, if it is the one that somebody has looked at.
#
# Arguments: NONCE, places for the lock, Docker's socket, folders for the audit, the id of that lock or `-` for
# something that is none, `force` or `-`, ID, who as JSON, the inside of the audit line.
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
LC_ALL=C
_nonce=$1 _logs=$4 _seen=$5 _force=$6 _id=$7 _who=$8 _head=$9
_ttl=60 _run=-
meeting "$3"
if ! lockplace "$2" ''; then
  frame why "$_why"
  finish
  exit 0
fi
read_lock "$_lock"
_state=$?
case $_state in
  1) frame end 'free 0' ;;
  2)
    frame why "$_why"
    if [ "$_seen $_force" = '- force' ]; then
      _said=$(rm -f "$_lock" 2>&1) && frame end 'released 0' || frame why "$_said"
    fi
    ;;
  0)
    frame holder "$(tell_lock)"
    if [ "$_l_id" != "$_seen" ]; then
      frame end 'changed 0'
    elif [ "$_force" != force ] && living "$_l_pid" "$_l_start" "$_l_boot"; then
      frame end 'alive 0'
    else
      started "$$"
      _mine_start=$_start _mine=$_locks/new.$_id.$$ _over_who=$_l_who _over_id=$_l_id
      if mine && replace "$_mine" drop; then
        audit "$_logs" "{\"time\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",\"id\":\"$_id\",$_head,\"outcome\":\"released\",\"from_id\":\"$_over_id\",\"from\":$_over_who}" || frame audit "$_trouble"
        frame end 'released 0'
      else
        frame why "$_why"
      fi
      rm -f "$_mine"
    fi
    ;;
esac
finish
