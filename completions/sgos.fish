# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sgos_global_optspecs
    string join \n config= H/host= o/output= json q/quiet v/verbose color= y/yes dry-run no-input timeout= parallel= h/help V/version
end

function __fish_sgos_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sgos_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sgos_using_subcommand
    set -l cmd (__fish_sgos_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sgos -n "__fish_sgos_needs_command" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_needs_command" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_needs_command" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_needs_command" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_needs_command" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_needs_command" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_needs_command" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_needs_command" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_needs_command" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_needs_command" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_needs_command" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_needs_command" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_needs_command" -s V -l version -d 'Print version'
complete -c sgos -n "__fish_sgos_needs_command" -f -a "status" -d 'Show the state of every app'
complete -c sgos -n "__fish_sgos_needs_command" -f -a "hosts" -d 'Trust a host\'s key, end kept connections'
complete -c sgos -n "__fish_sgos_needs_command" -f -a "config" -d 'Check the inventory, show what it says'
complete -c sgos -n "__fish_sgos_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c sgos -n "__fish_sgos_using_subcommand status" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand status" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand status" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand status" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand status" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand status" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand status" -l down -d 'Only apps that are not well'
complete -c sgos -n "__fish_sgos_using_subcommand status" -l wide -d 'Also branch, subject, uncommitted changes, directory, and the hosts themselves'
complete -c sgos -n "__fish_sgos_using_subcommand status" -l exit-status -d 'Exit with 3 when an app is paused, down or unknown'
complete -c sgos -n "__fish_sgos_using_subcommand status" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand status" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand status" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand status" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand status" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand status" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -f -a "trust" -d 'Show the keys a host offers and accept them'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and not __fish_seen_subcommand_from trust disconnect" -f -a "disconnect" -d 'End the connections that are kept for the next command'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l replace -d 'Agree beforehand to replace a key that has changed; --yes alone does not'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand hosts; and __fish_seen_subcommand_from disconnect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -f -a "check" -d 'Find every mistake in the inventory'
complete -c sgos -n "__fish_sgos_using_subcommand config; and not __fish_seen_subcommand_from check show" -f -a "show" -d 'Show every effective value and where it comes from; secrets stay references'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l config -d 'The inventory; else $SGOS_CONFIG, sgos.toml here or in a folder above, else ~/.config/sgos/sgos.toml' -r -F
complete -c sgos -n "__fish_sgos_using_subcommand completions" -s H -l host -d 'Only these hosts: names, globs, @tag; repeatable, comma-separated' -r
complete -c sgos -n "__fish_sgos_using_subcommand completions" -s o -l output -d 'How the answer is printed: a table on a terminal, tab-separated lines in a pipe, or as named' -r -f -a "text\t''
json\t''
jsonl\t'One JSON object per line'
tsv\t'Tab-separated values with a header'"
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l color -d 'When to use colours' -r -f -a "auto\t'On a terminal that has colours'
always\t''
never\t''"
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l timeout -d 'The deadline of the whole command, such as 30s or 2m' -r
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l parallel -d 'How many hosts are asked at a time' -r
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l json -d 'Same as --output json'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -s q -l quiet -d 'Print only the answer and errors'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -s v -l verbose -d 'Tell each step and its time'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -s y -l yes -d 'Agree beforehand to what would be asked'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l dry-run -d 'Show what would be done, and do nothing'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -l no-input -d 'Never ask a question'
complete -c sgos -n "__fish_sgos_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
