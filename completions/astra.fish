# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_astra_global_optspecs
    string join \n url= f/file= o/output= no-headers color= timeout= v/verbose h/help V/version
end

function __fish_astra_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_astra_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_astra_using_subcommand
    set -l cmd (__fish_astra_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c astra -n "__fish_astra_needs_command" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_needs_command" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_needs_command" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_needs_command" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_needs_command" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_needs_command" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_needs_command" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_needs_command" -s V -l version -d 'Print version'
complete -c astra -n "__fish_astra_needs_command" -f -a "setup" -d 'Make the server match the topology: every group on every stream that its patterns match'
complete -c astra -n "__fish_astra_needs_command" -f -a "lag" -d 'Show how far each consumer group trails its stream, in entries and in time'
complete -c astra -n "__fish_astra_needs_command" -f -a "services" -d 'Show which instances of which services are registered, and how they are'
complete -c astra -n "__fish_astra_needs_command" -f -a "sandbox" -d 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
complete -c astra -n "__fish_astra_needs_command" -f -a "completions" -d 'Print the completions for a shell'
complete -c astra -n "__fish_astra_needs_command" -f -a "man" -d 'Write the manual pages, one for each command'
complete -c astra -n "__fish_astra_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l watch -d 'Go on, and provision streams as they appear, looking again after each interval' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l wait-for-server -d 'Wait this long for a server that is starting or loading its data' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l check -d 'Change nothing; exit 1 if a promised group is missing'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l dry-run -d 'Show what would be done, and do nothing'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l prune -d 'Also remove groups that the topology does not name, and streams named like a pattern, where they are empty'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l force -d 'Remove them even where they hold entries, pending entries or active consumers'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s y -l yes -d 'Agree to what `--prune` removes beforehand'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l validate -d 'Only check the topology file, without a server'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -f -a "export" -d 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand lag" -l group -d 'Show only this group; may be given several times' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l max-lag -d 'Exit 1 if a group trails by more than this many entries, or by an unknown number' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l max-seconds -d 'Exit 1 if the oldest undelivered entry is older than this, or of unknown age' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l max-pending -d 'Exit 1 if a group has more than this many pending entries' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l count-cap -d 'Entries counted at most for a group, where the lag is not known without counting' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l watch -d 'Go on, with rates in, out, and the time to catch up' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand lag" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand lag" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand lag" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l only-lagging -d 'Leave out the groups that are up to date'
complete -c astra -n "__fish_astra_using_subcommand lag" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand lag" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand lag" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand services" -l state -d 'Show only instances in this state; may be given several times' -r -f -a "healthy\t''
starting\t''
stale\t''
unhealthy\t''
stopping\t''
unknown\t''
orphan\t''"
complete -c astra -n "__fish_astra_using_subcommand services" -l service -d 'Show only instances of this service; may be given several times' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l domain -d 'Show only instances of this domain; may be given several times' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l require -d 'Exit 1 with fewer healthy instances of a service, filters aside; with --probe they must answer too' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l watch -d 'Go on, looking again after each interval' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand services" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand services" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand services" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand services" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l probe -d 'Call the health URL of each instance as well, each within --timeout'
complete -c astra -n "__fish_astra_using_subcommand services" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand services" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand services" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand completions" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand completions" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand completions" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand completions" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand completions" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand completions" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand completions" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand man" -l url -d 'Server: redis://[user:password@]host[:port][/database] or unix:///socket' -r
complete -c astra -n "__fish_astra_using_subcommand man" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand man" -s o -l output -d 'Form of what is printed' -r -f -a "table\t'For people'
json\t'One document; one object a line while following'
yaml\t'The same document as YAML'
csv\t'The rows of the table, values raw'"
complete -c astra -n "__fish_astra_using_subcommand man" -l color -d 'When to colour' -r -f -a "auto\t'On a terminal, unless `NO_COLOR` is set'
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand man" -l timeout -d 'Bound for connecting and for each answer' -r
complete -c astra -n "__fish_astra_using_subcommand man" -l no-headers -d 'Leave out the headings of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand man" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "setup" -d 'Make the server match the topology: every group on every stream that its patterns match'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "lag" -d 'Show how far each consumer group trails its stream, in entries and in time'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "services" -d 'Show which instances of which services are registered, and how they are'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "sandbox" -d 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "completions" -d 'Print the completions for a shell'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "man" -d 'Write the manual pages, one for each command'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup lag services sandbox completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from setup" -f -a "export" -d 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
