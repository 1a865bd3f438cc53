# What to look at: reads the JSON quote by quote and prints `=i` with the id
# of a container that is not plainly healthy (for apps) or is Watchtower (for
# jobs), `=j` with the directory of a compose project as JSON has it, and `=d`
# with that directory as it is (`=x` where a line cannot hold it).
now
start=$t
plan=$(printf %s "$list" | awk -v 'RS="' -v "apps=$apps" -v "jobs=$jobs" '
  function hex(s,  n, i) {
    for (i = 1; i <= 4; i++) n = n * 16 + index("0123456789abcdef", tolower(substr(s, i, 1))) - 1
    return n
  }
  function utf8(n) {
    if (n < 128) return sprintf("%c", n)
    if (n < 2048) return sprintf("%c%c", 192 + int(n / 64), 128 + n % 64)
    return sprintf("%c%c%c", 224 + int(n / 4096), 128 + int(n / 64) % 64, 128 + n % 64)
  }
  function directory(raw,  s, o, p, c, n, bad) {
    if (raw == "" || seen[raw]++) return
    s = raw
    while (p = index(s, bs)) {
      c = substr(s, p + 1, 1)
      o = o substr(s, 1, p - 1)
      s = substr(s, p + 2)
      n = index("btn-fr", c) + 7
      if (c == "u") {
        n = hex(s)
        s = substr(s, 5)
      }
      if (n == 0 || n == 10) bad = 1
      o = o (n == 7 && c != "u" ? c : utf8(n))
    }
    print "=j" raw
    print (bad ? "=x" : "=d" o s)
  }
  function value(s) {
    if (d == 2 && key[2] == "Id") id = s
    if (d == 2 && key[2] == "State") state = s
    if (d == 2 && key[2] == "Status") status = s
    if (d == 2 && key[2] == "Image" && s ~ "(^|/)watchtower([:@]|$)") tower = 1
    if (key[d - 1] == "Labels" && key[d] == "com.centurylinklabs.watchtower" && s == "true") tower = 1
    if (key[d - 1] == "Labels" && key[d] == "com.docker.compose.project.working_dir") directory(s)
  }
  BEGIN {
    bs = sprintf("%c", 92)
    for (i = 1; i < ARGC; i++) {
      directory(ARGV[i])
      ARGV[i] = ""
    }
  }
  inside {
    text = text $0
    n = 0
    for (i = length(text); i && substr(text, i, 1) == bs; i--) n++
    if (n % 2) text = text "\""
    else {
      inside = 0
      string = 1
    }
    next
  }
  {
    for (i = 1; i <= length($0); i++) {
      c = substr($0, i, 1)
      if (c == ":") key[d] = text
      else if (string && c ~ /[],}]/) value(text)
      if (c ~ /[],}:]/) string = 0
      if (c ~ /[[{]/) key[++d] = ""
      if (c ~ /[]}]/ && d-- == 2) {
        if (id != "" && (jobs && tower || apps && !(state == "running" && index(status, "(healthy)")))) print "=i" id
        id = state = status = tower = ""
      }
    }
    inside = 1
    text = ""
  }' "$@" 2>&1)
planned=$?

# The inspect, beside the rest: one process for all of them
urls= inspect=
for x in $plan; do
  case $x in
    =i*[!0-9a-f]*) ;;
    =i*) urls=$urls/containers/${x#=i}/json$nl ;;
  esac
done
# Both questions together must leave time for the rest.
limit=$(((limit + 1) / 2))
if [ "$route" = socket ] && [ -n "$urls" ]; then
  ( x=$(fetch "$nonce " $urls); code=$?; now; frame inspect "$code" "$start" "$x" ) &
  inspect=$!
fi
