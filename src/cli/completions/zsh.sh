#compdef sgos
# Completion of sgos for zsh, with names from the inventory; nothing is asked of a host.

_sgos() {
    local program=$words[1] line value
    (( $+commands[$program] )) || [[ -x $program ]] || program=sgos
    local -a typed found described
    typed=("${(@Q)words[1,CURRENT-1]}" "${(Q)PREFIX}")
    found=("${(@f)$("$program" __complete zsh $((CURRENT - 1)) -- "${typed[@]}" 2>/dev/null)}")
    if [[ $found[1] == :files ]]; then
        compset -P '--*='
        _files
        return
    fi
    for line in $found; do
        value=${${line%%$'\t'*}//:/\\:}
        if [[ $line == *$'\t'* ]]; then
            described+=("$value:${line#*$'\t'}")
        else
            described+=("$value")
        fi
    done
    (( $#described )) && _describe -t names sgos described
}

if [[ $funcstack[1] == _sgos ]]; then
    _sgos "$@"
else
    compdef _sgos sgos
fi
