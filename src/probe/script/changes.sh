# Which checkouts differ from their commit.
dirty() {
  late=0
  for x in $plan; do
    case $x in
      'path '*) ;;
      *) continue ;;
    esac
    # Here git's own check of the owner is wanted: `status` may run filters.
    # One that blocks must not cost the others, nor many that block the whole answer.
    if [ "$late" -lt 2 ]; then
      lines=$(timeout 2 git -c core.fsmonitor=false -c core.hooksPath=/dev/null -C "${x#path }" status --porcelain -- . 2>&1 </dev/null)
      code=$?
    fi
    if [ "$code" = 124 ] || [ "$code" = 143 ]; then
      late=$((late + 1)) lines='git status did not end in time'
    fi
    n=0
    for l in $lines; do
      case $l in
        ??' '*) n=$((n + 1)) ;;
      esac
    done
    printf 'path %s\n' "${x#path }"
    if [ "$code" = 0 ]; then
      printf 'changed %s\n' "$n"
    else
      printf 'refused\n'
      for l in $lines; do
        printf '|%s\n' "$l"
      done
    fi
  done
}
now
start=$t
x=$(dirty)
now
frame dirty 0 "$start" "$x"
