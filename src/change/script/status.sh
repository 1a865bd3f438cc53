# Who holds the lock of this host.
#
# Arguments: NONCE, places for the lock, Docker's socket.
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
LC_ALL=C
_nonce=$1
meeting "$3"
_missing=
if lockplace "$2" ''; then
  frame place "$_lock"
  read_lock "$_lock"
  case $? in
    0) frame holder "$(tell_lock)" ;;
    2) frame why "$_why" ;;
  esac
elif [ -e "$_dir" ] || [ -h "$_dir" ] || [ -z "$_dir" ]; then
  # Where there is no folder yet, nobody has ever changed anything.
  frame why "$_why"
fi
finish
