nl='
'
i=0
for d do
  i=$((i + 1))
  if [ -d "$d" ]; then echo "$i there"; continue; fi
  if [ -e "$d" ]; then echo "$i other"; continue; fi
  p=${d%/*}
  while [ -n "$p" ] && [ ! -d "$p" ]; do p=${p%/*}; done
  if [ ! -x "${p:-/}" ]; then
    case $p in *"$nl"*) ;; *) echo "$i hidden ${p:-/}" ;; esac
    continue
  fi
  echo "$i gone"
  n=0
  for e in "$p"/*/; do
    e=${e%/}
    [ -d "$e" ] || continue
    case $e in *"$nl"*) continue ;; esac
    n=$((n + 1))
    [ "$n" -le 200 ] || break
    printf '%s near %s\n' "$i" "$e"
  done
done
