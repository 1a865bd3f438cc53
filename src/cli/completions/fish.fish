# Completion of sgos for fish, with names from the inventory; nothing is asked of a host.

function __sgos_complete
    set -l typed (commandline --current-process --tokenize --cut-at-cursor)
    set -l current (commandline --current-token --cut-at-cursor)
    set -l words $typed "$current"
    set -l found (command sgos __complete fish (count $typed) -- $words 2>/dev/null)
    if test "$found" = :files
        set -l option (string match --regex -- '^--[^=]+=' "$current")
        for path in (__fish_complete_path (string replace -- "$option" '' "$current"))
            echo "$option$path"
        end
        return
    end
    printf '%s\n' $found
end

complete --command sgos --no-files --keep-order --arguments '(__sgos_complete)'
