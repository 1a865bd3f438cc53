# Completion of sgos for bash 3.2 and newer, with names from the inventory; nothing is asked of a host.

_sgos() {
    local rest=${COMP_LINE:0:COMP_POINT} trimmed word last=-1 i
    local -a words=()
    # Bash also breaks words at characters such as `@` and `=`: what no space separates is one word.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        trimmed=${rest#"${rest%%[![:space:]]*}"}
        word=${COMP_WORDS[i]}
        ((i == COMP_CWORD)) && word=$trimmed
        if ((i > 0)) && [[ $rest == "$trimmed" && -n $trimmed ]]; then
            words[last]+=$word
        else
            words[++last]=$word
        fi
        rest=${trimmed#"$word"}
    done
    local program=$1 found prefix=${words[last]%"$2"}
    type -P -- "$program" >/dev/null || program=sgos
    found=$("$program" __complete bash "$last" -- "${words[@]}" 2>/dev/null)
    COMPREPLY=()
    if [[ $found == :files ]]; then
        compopt -o filenames 2>/dev/null
        found=$(compgen -f -- "$2")
        prefix=
    fi
    while IFS= read -r word; do
        [[ -n $word ]] && COMPREPLY+=("${word#"$prefix"}")
    done <<<"$found"
}

complete -F _sgos sgos
