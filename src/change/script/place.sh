# Where all who may use Docker on this host meet: a folder whose group is that of Docker's socket.
#
# Only somebody of that group, or root, can give a folder to it, so that a folder found is one of
# theirs, in whatever place that others can write to as well. Where everybody may use the socket the
# folder is everybody's; who may not use it, as with a Docker of their own, is alone.
set -f
unset IFS
_umask=$(umask)
umask 007

# look PATH: sets _perm, _uid, _gid
look() {
  _perm= _uid= _gid=
  _line=$(LC_ALL=C ls -ldn "$1" 2>/dev/null) || return 1
  set -- $_line
  _perm=$1 _uid=$3 _gid=$4
}

# meeting SOCKET: sets _group
meeting() {
  _me=$(id -u)
  _group=own
  if [ ! -e "$1" ] && [ -r /etc/group ]; then
    # Docker stands still, and so that its users still meet:
    while IFS=: read -r _name _ _gid _; do
      [ "$_name" = docker ] || continue
      case " $(id -G) " in *" $_gid "* | *" 0 "*) _group=$_gid ;; esac
    done </etc/group
    return 0
  fi
  [ -w "$1" ] && look "$1" || return 0
  case $_perm in
    # What one leaves there the next one reads and adds to.
    s??????rw*) _group=all; umask 000 ;;
    s*) _group=$_gid ;;
  esac
}

# folder BASE MAKE: sets _dir, a folder that all of them may use; else _why
folder() {
  case $_group in
    own) _dir=$1/sgos-$_me _want=drwx------ _mode=700 ;;
    all) _dir=$1/sgos _want=drwxrwxrwx _mode=777 ;;
    *) _dir=$1/sgos _want=drwxrws--- _mode=2770 ;;
  esac
  if [ ! -e "$_dir" ] && [ ! -h "$_dir" ]; then
    if [ -z "$2" ]; then
      _why="there is no $_dir"
      return 1
    fi
    if [ ! -w "$1" ]; then
      _why="$1 cannot be written"
      return 1
    fi
    # It gets its name when it is what it shall be.
    _fresh=$_dir.new.$_id.$$
    _said=$(mkdir -m 700 "$_fresh" 2>&1) || { _why=$_said; return 1; }
    case $_group in
      own | all) ;;
      *) _said=$(chgrp "$_group" "$_fresh" 2>&1) || { rmdir "$_fresh"; _why=$_said; return 1; } ;;
    esac
    chmod "$_mode" "$_fresh"
    mv "$_fresh" "$_dir" 2>/dev/null
    # Somebody was faster, and it has been moved into theirs.
    rmdir "$_dir/${_fresh##*/}" "$_fresh" 2>/dev/null
  fi
  look "$_dir"
  _why="$_dir is not a folder that only the users of Docker can have made; look who did, and remove it as root"
  [ ! -h "$_dir" ] || return 1
  case $_perm in
    "$_want"*) ;;
    *) return 1 ;;
  esac
  case $_group in
    own) [ "$_uid" = "$_me" ] ;;
    all) : ;;
    *) [ "$_gid" = "$_group" ] ;;
  esac
}

# lockplace PLACES MAKE: sets _lock in the first place that all users can write to, or _why. By its
# mode and not by trying, so that everybody comes to the same one.
lockplace() {
  _why="no place for a lock: none of $1 is a folder that all users may write to"
  for _base in $1; do
    look "$_base/."
    case $_perm in
      drwxrwxrwt*)
        folder "$_base" "$2" || return 1
        _locks=$_dir _lock=$_dir/lock
        return 0
        ;;
    esac
  done
  return 1
}
