# What a plan of compose actions is made from: it prints what compose and Docker
# say of some stacks, and changes nothing. One POSIX sh script; values come as
# arguments and from Docker, and none becomes shell text.
#
# Arguments: NONCE, `watch` or `-`, the format of an inspect, then words:
#   v         volumes are asked for, too
#   w=PATTERN a project, service or container whose stack is looked at, if there is one
#   d=DIR     the directory of a stack; behind it what belongs to it:
#   p=PROJECT its project, f=FILE each compose file, e=FILE each file of its environment
export LC_ALL=C TZ=UTC0
PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin:/snap/bin
nonce=$1 watch=$2 format=$3
shift 3
nl='
'
us=$(printf '\037')
IFS=$nl
set -f

# As the probe does: it ends when the other side goes away.
if [ "$watch" = watch ]; then
  exec 3<&0 </dev/null
  { while read -r _; do :; done <&3; kill 0; } >/dev/null 2>&1 &
  dog=$!
  exec 3<&-
fi

# frame NAME EXIT TEXT
frame() {
  printf '\n@@sgos %s %s %s - %s\n%s\n@@sgos %s /%s\n' "$nonce" "$1" "$2" "${#3}" "$3" "$nonce" "$1"
}

frame now 0 "$(date +%s)"
key=com.docker.compose
list=$(docker ps -a --no-trunc --format "{{.ID}}$us{{.Label \"$key.project\"}}$us{{.Label \"$key.service\"}}$us{{.Names}}$us{{.Label \"$key.project.working_dir\"}}$us{{.Label \"$key.project.config_files\"}}$us{{.Label \"$key.project.environment_file\"}}" 2>&1)
code=$?
[ "$code" = 0 ] && frame list 0 '' || frame list "$code" "$list"
[ "$code" = 0 ] || list=

# Each stack once: its words, each with a line feed behind it, in $places.
places= volumes= failed=
# files LETTER LIST: paths that are separated by commas
files() {
  [ -n "$2" ] || return
  IFS=,
  for file in $2; do
    printf '%s=%s\n' "$1" "$file"
  done
  IFS=$nl
}
known=$nl
add() {
  case $known in *"$nl$1$us$2$nl"*) return ;; esac
  [ -n "$2" ] || case $known in *"$nl$1$us"*) return ;; esac
  known=$known$1$us$2$nl
  places=${places}d=$1${nl}p=$2$nl$3$nl
}
guess() {
  for line in $list; do
    IFS=$us read -r id project service name directory file env <<EOF
$line
EOF
    [ -n "$project" ] && [ -n "$directory" ] || continue
    for word in "$project" "$service" "$name"; do
      case $word in
        $1) add "$directory" "$project" "$(files f "$file"; files e "$env")" ;;
      esac
    done
  done
}
given= stack= project= rest=
give() {
  [ -z "$stack" ] || add "$stack" "$project" "$rest"
  stack= project= rest=
}
for word; do
  case $word in
    v) volumes=1 ;;
    w=*) give; guess "${word#w=}" ;;
    d=*) give; stack=${word#d=} ;;
    p=*) project=${word#p=} ;;
    *) rest=$rest$word$nl ;;
  esac
done
give

# look NUMBER DIR PROJECT, and the options that name its files
look() {
  number=$1 directory=$2 project=$3
  shift 3
  frame "place-$number" 0 "$project$nl$directory"
  there=0
  [ -d "$directory" ] || there=1
  frame "there-$number" "$there" ''
  if [ "$there" = 0 ]; then
    [ -z "$project" ] || set -- -p "$project" "$@"
    x=$(docker compose --ansi never --project-directory "$directory" "$@" config --hash '*' 2>&1 </dev/null)
    code=$?
    [ "$code" = 0 ] || failed=1
    frame "config-$number" "$code" "$x"
  fi
  # Of a stack without containers only compose knows what it is called.
  if [ -n "$volumes" ] && [ -z "$project" ]; then
    project=$(docker compose --project-directory "$directory" "$@" config 2>/dev/null </dev/null | sed -n 's/^name: *//p' | tr -d '"')
  fi
  if [ -n "$volumes" ] && [ -n "$project" ]; then
    x=$(docker volume ls --filter "label=$key.project=$project" --format '{{.Name}}' 2>&1)
    frame "volumes-$number" "$?" "$x"
  fi
}
number=0 projects=$us
begin() {
  [ -z "$directory" ] || {
    projects=$projects$project$us
    look "$number" "$directory" "$project" "$@"
  }
}
directory=
set --
for word in $places; do
  case $word in
    d=*)
      begin "$@"
      set --
      number=$((number + 1)) directory=${word#d=} project= ;;
    p=*) project=${word#p=} ;;
    f=*) set -- "$@" -f "${word#f=}" ;;
    e=*) set -- "$@" --env-file "${word#e=}" ;;
  esac
done
begin "$@"

if [ -n "$failed" ]; then
  x=$(docker compose version --short 2>&1)
  frame compose "$?" "$x"
  x=$(command -v docker-compose)
  frame v1 "$?" "$x"
fi

ids=
for line in $list; do
  IFS=$us read -r id project _ <<EOF
$line
EOF
  [ -n "$project" ] || continue
  case $projects in *"$us$project$us"*) ids=$ids$id$nl ;; esac
done
if [ -n "$ids" ]; then
  x=$(docker inspect --type container --format "$format" $ids 2>/dev/null)
  frame containers 0 "$x"
  frame images 0 "$(docker images --no-trunc --format '{{.Repository}}:{{.Tag}} {{.ID}}' 2>/dev/null)"
  # The newest file behind each mount that may hold configuration: a file, or what
  # is below a directory that the container may only read, as far as that is small.
  sources=$(
    for line in $x; do
      case $line in
        "m$us"*) printf '%s\n' "${line#m$us}" ;;
      esac
    done | sort -u
  )
  x=$(
    for line in $sources; do
      IFS=$us read -r write path <<EOF
$line
EOF
      # What a container writes into itself is no configuration.
      case $path in
        *.db|*.sqlite|*.sqlite3|*.log|*.pid|*/acme.json) [ "$write" = false ] || continue ;;
      esac
      if [ -f "$path" ]; then
        newest=$(stat -c "%y$us%n" "$path")
      elif [ -d "$path" ] && [ "$write" = false ]; then
        newest=$(find "$path" -maxdepth 4 -type f | head -n 500 | tr '\n' '\0' | xargs -0 stat -c "%y$us%n" | sort | tail -n 1)
      else
        continue
      fi
      printf '%s\n' "$path$us$newest"
    done 2>/dev/null
  )
  frame files 0 "$x"
fi
if [ "$watch" = watch ]; then
  { kill "$dog"; wait "$dog"; } 2>/dev/null
fi
printf '\n@@sgos %s end\n' "$nonce"
exit 0
