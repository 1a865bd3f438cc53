# The answer is whole when this is there.
if [ "$watch" = watch ]; then
  { kill "$dog"; wait "$dog"; } 2>/dev/null
fi
printf '\n@@sgos %s end\n' "$nonce"
exit 0
