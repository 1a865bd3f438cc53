# The checkouts. Only regular files are opened (a FIFO would block), and one
# `head` reads them all, each up to a size. It writes a file's name above it;
# the salt is a spelling of the root directory that no file can foresee, so
# that none can feign such a line. `/dev/null` stands before each directory.
add() {
  [ ! -f "$1" ] || names=$names$nl$salt$1
}
tell() {
  info=$info$nl$1
}
look() {
  info="dir $json"
  if ! [ -d "$1" ]; then
    tell no-directory
    return
  fi
  add "$1/app.json"
  if [ -f "$1/app.json" ]; then
    [ -r "$1/app.json" ] || tell app-denied
  elif [ -e "$1/app.json" ]; then
    tell app-special
  fi
  top=${1%/}
  until [ -e "$top/.git" ]; do
    [ -n "$top" ] || return
    top=${top%/*}
  done
  tell "path $1"
  git=$top/.git
  if [ -f "$git" ]; then
    x=
    read -r x <"$git"
    case $x in
      'gitdir: /'*) git=${x#gitdir: } ;;
      'gitdir: '*) git=$top/${x#gitdir: } ;;
      *) tell bad-link; return ;;
    esac
  fi
  common=$git
  if [ -f "$git/commondir" ]; then
    x=
    read -r x <"$git/commondir"
    case $x in
      /*) common=$x ;;
      ?*) common=$git/$x ;;
    esac
  fi
  if ! [ -d "$git" ]; then
    tell no-git-directory
  elif ! [ -x "$git" ]; then
    tell git-denied
  elif ! [ -f "$git/HEAD" ]; then
    tell no-head
  elif ! [ -r "$git/HEAD" ]; then
    tell git-denied
  else
    add "$common/config"
    add "$git/HEAD"
    add "$common/packed-refs"
  fi
}
# Writes in larger pieces.
put() {
  out=$out$1$nl
  [ "${#out}" -lt 2000 ] || flush
}
flush() {
  printf %s "$out"
  out=
}
loose() {
  for f in "$common/$ref" "$git/$ref"; do
    if [ -f "$f" ]; then
      [ -r "$f" ] || put ref-denied
      read -r hash <"$f"
      return
    fi
  done
}
finish() {
  [ -n "$git" ] || return
  case $hash in
    *[!0-9a-f]*) hash= odd=1 ;;
  esac
  # What plain files do not tell, git itself is asked: a large packed-refs, a
  # reftable, a reference to a reference.
  if [ -z "$hash" ] && [ -n "$odd" ]; then
    hash=$(GIT_DIR=$git git rev-parse -q --verify HEAD </dev/null)
    [ -n "$hash" ] || put odd
  fi
  [ -z "$hash" ] || put "hash $hash${nl}at $hash $common"
}
survey() {
  # A wall for a file that has neither an end nor a line break.
  ulimit -t 2
  names=
  for x in $plan; do
    case $x in
      =j*) json=${x#=j} ;;
      =[dx]*)
        names=$names$nl$salt/dev/null
        info="dir $json${nl}bad-name"
        [ "$x" = =x ] || look "${x#=d}"
        set -- "$@" "$info" ;;
    esac
  done
  git= out=
  for l in $(head -c 262144 /dev/null $names); do
    case $l in
      "==> $salt"*)
        f=${l#"==> $salt"}
        f=${f%' <=='}
        size=0
        case $f in
          /dev/null)
            finish
            put "$1"
            shift
            kind= git= common= ref= hash= odd= ;;
          */config) kind=config common=${f%/config} part= ;;
          */HEAD)
            kind=head git=${f%/HEAD}
            common=${common:-$git} ;;
          */packed-refs) kind=packed ;;
          */app.json)
            kind=app
            put app ;;
        esac
        continue ;;
    esac
    size=$((size + ${#l} + 1))
    case $kind in
      app)
        if [ "$size" -le 65536 ]; then
          put "|$l"
        else
          put app-large
          kind=
        fi ;;
      head)
        kind=
        case $l in
          *..*) ;;
          'ref: refs/'*)
            ref=${l#ref: }
            put "ref $ref"
            loose ;;
          *) hash=$l ;;
        esac ;;
      packed)
        case ${ref:+$l} in
          *" $ref") hash=${hash:-${l%% *}} ;;
        esac
        [ "$size" -lt 262000 ] || odd=1 ;;
      config)
        l=${l#"${l%%[!$tab ]*}"}
        case $l in
          '[remote "origin"]'*) part=origin ;;
          '[extensions]'*) part=extensions ;;
          '['*) part= ;;
        esac
        case $part$l in
          origin[uU][rR][lL]*) put "url $l" ;;
          extensions[rR]ef[sS]torage*reftable*) odd=1 ;;
        esac ;;
    esac
  done
  finish
  put done
  flush
}
if [ "$planned" = 0 ]; then
  plan=$(survey 2>/dev/null)
fi
now
surveyed=$t looked=$start

# The commits: one git for all checkouts, each other's objects as alternates
# (As `fetch`: the last of a pipeline.)
batch() {
  GIT_DIR=$1 GIT_ALTERNATE_OBJECT_DIRECTORIES=$2 exec git cat-file --batch="$format" 2>&1
}
each() {
  for x; do
    printf '%s %s\n' "${x%% *}" "$nonce" | batch "${x#* }" ''
  done
}
format='%(objectname) %(objecttype) %(objectsize) %(rest)'
# ask LENGTH: of the hashes, as SHA-1 and SHA-256 repositories do not mix
ask() {
  pairs= alone= asked= others=
  for x in $plan; do
    case $x in
      'at '*) x=${x#at } ;;
      *) continue ;;
    esac
    hash=${x%% *} objects=${x#* }/objects
    [ "${#hash}" = "$1" ] || continue
    # A commit never changes: what is known of it needs no second look.
    case $known in
      *" $hash "*) continue ;;
    esac
    case $objects in
      *:*|*\"*)
        # git would want it quoted
        alone=$alone$x$nl
        continue ;;
    esac
    pairs=$pairs$x$nl
    asked="$asked$hash $nonce$nl"
    others=$others${others:+:}$objects
  done
  each $alone
  # A repository that git refuses cannot speak for the others: try another; a
  # damaged object ends git: then each on its own.
  n=0
  for x in $pairs; do
    n=$((n + 1))
    [ "$n" -le 2 ] || break
    printf %s "$asked" | batch "${x#* }" "$others" && return
  done
  each $pairs
}
start=$t
if command -v git >/dev/null; then
  objects=$(
    export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
    ask 40
    ask 64)
  code=$?
else
  objects='git is not installed' code=127
fi
now
answered=$t
# Long texts of two processes would mix in one pipe: wait, then print.
[ -z "$inspect" ] || wait "$inspect"
t=$surveyed
frame checkouts "$planned" "$looked" "$plan"
t=$answered
frame commits "$code" "$start" "$objects"
