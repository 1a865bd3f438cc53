# The audit of this host: a file of JSON lines that all users of Docker here share, and the journal.

# audit FOLDERS LINE: sets _trouble where the file does not have it
audit() {
  _trouble= _file= _line_=$2
  if [ -S /dev/log ] && command -v logger >/dev/null 2>&1; then
    timeout 2 logger -S 8192 -t sgos "$_line_" >/dev/null 2>&1 || timeout 2 logger -t sgos "$_line_" >/dev/null 2>&1
  fi
  for _base in $1; do
    if folder "$_base" make; then
      _file=$_dir/audit.jsonl
      break
    fi
  done
  if [ -z "$_file" ]; then
    _trouble=$_why
    return 1
  fi
  if [ -h "$_file" ]; then
    _trouble="$_file is a link"
    return 1
  fi
  [ -e "$_file" ] || : >"$_file"
  _size=$(wc -c 2>/dev/null <"$_file")
  [ "${_size:-0}" -lt 1000000 ] || mv -f "$_file" "$_file.1"
  # What a full disk cut short must not spoil the next line.
  [ "${_size:-0}" -eq 0 ] || [ -z "$(tail -c 1 "$_file" 2>/dev/null)" ] || echo >>"$_file"
  _said=$({ printf '%s\n' "$_line_" >>"$_file"; } 2>&1)
  [ "$(tail -n 1 "$_file" 2>/dev/null)" = "$_line_" ] && return 0
  _trouble="$_file cannot be written${_said:+: $_said}"
  return 1
}
