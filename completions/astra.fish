# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_astra_global_optspecs
    string join \n url= context= f/file= o/output= no-headers color= timeout= tls-ca= tls-cert= tls-key= tls-insecure v/verbose h/help V/version
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

complete -c astra -n "__fish_astra_needs_command" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_needs_command" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_needs_command" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_needs_command" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_needs_command" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_needs_command" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_needs_command" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_needs_command" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_needs_command" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_needs_command" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_needs_command" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_needs_command" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_needs_command" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_needs_command" -s V -l version -d 'Print version'
complete -c astra -n "__fish_astra_needs_command" -f -a "setup" -d 'Make the server match the topology: every group on every stream that its patterns match'
complete -c astra -n "__fish_astra_needs_command" -f -a "publish" -d 'Publish an event, or a file of events'
complete -c astra -n "__fish_astra_needs_command" -f -a "lag" -d 'Show how far each consumer group lags behind its stream, in entries and in time'
complete -c astra -n "__fish_astra_needs_command" -f -a "tail" -d 'Follow streams, merged in ID order, from now or from a given point'
complete -c astra -n "__fish_astra_needs_command" -f -a "services" -d 'Show the registered service instances and their state'
complete -c astra -n "__fish_astra_needs_command" -f -a "sandbox" -d 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
complete -c astra -n "__fish_astra_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c astra -n "__fish_astra_needs_command" -f -a "man" -d 'Write the manual pages, one for each command'
complete -c astra -n "__fish_astra_needs_command" -f -a "pending" -d 'Show entries that were delivered and not acknowledged; claim, acknowledge, dead-letter or purge them'
complete -c astra -n "__fish_astra_needs_command" -f -a "flow-test" -d 'Prove that events flow: publish trades, consume them with every group, and check each delivery'
complete -c astra -n "__fish_astra_needs_command" -f -a "context" -d 'Name servers, choose between them, and protect them from changes'
complete -c astra -n "__fish_astra_needs_command" -f -a "acl" -d 'Print the minimal ACL rules for the roles of the bus, as lines of an ACL file'
complete -c astra -n "__fish_astra_needs_command" -f -a "concepts" -d 'Explain the terms that astra uses'
complete -c astra -n "__fish_astra_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l watch -d 'Keep running, and provision streams as they appear; checks once per interval' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l wait-for-server -d 'Wait up to this long for a server that is starting or loading its data' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l check -d 'Change nothing; exit 1 if a group of the topology is missing'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l dry-run -d 'Show what would be done, and change nothing'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l prune -d 'Also remove groups that the topology does not contain, and streams named like a pattern, if they are empty'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l force -d 'Remove them even if they have entries, pending entries or active consumers'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s y -l yes -d 'Skip the confirmation prompt of `--prune`'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l validate -d 'Only check the topology file, without a server'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -f -a "export" -d 'Write the server\'s current topology as YAML, which setup accepts with nothing to change'
complete -c astra -n "__fish_astra_using_subcommand setup; and not __fish_seen_subcommand_from export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write the server\'s current topology as YAML, which setup accepts with nothing to change'
complete -c astra -n "__fish_astra_using_subcommand setup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand publish" -l entity -d 'What the event is about, e.g. `trade_42` or `user_123`' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l data -d 'Payload, a JSON object: the text itself, @FILE, or - for standard input [default: none]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l correlation-id -d 'Id of the flow that the event belongs to [default: none]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l causation-id -d '`event_id` of the event that caused this one [default: none, for a root event]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l event-id -d 'Id of this event [default: a new one]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l producer -d 'Who publishes, as name@version [default: astra and its version]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l event-version -d 'Version of the event type [default: 1]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l occurred-at -d 'When it happened: a time, or how long ago [default: now]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l from -d 'Publish a file of one JSON object per line, an envelope or a line of `astra tail -o json`; `-` is standard input' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -l rate -d 'Publish at most this many events per second, spread evenly' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l start-line -d 'Start with this line of the input' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l account -d 'Record progress in this new file so that the run can be resumed, even after a crash; an event without an `event_id` gets one derived from the run and its line' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -l resume -d 'Resume a run from its journal (the file of --account): skip confirmed events, and look up the uncertain ones first' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -l wait -d 'Wait until this many replicas have the events; exit 1 if fewer do in time' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l wait-timeout -d 'How long --wait and --wait-aof may take' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand publish" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand publish" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand publish" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand publish" -l ids -d 'Print each entry ID; a closed pipe stops the list, not the run'
complete -c astra -n "__fish_astra_using_subcommand publish" -l allow-unknown -d 'Also publish to streams that are not in the topology'
complete -c astra -n "__fish_astra_using_subcommand publish" -l wait-aof -d 'Wait until the events are fsynced on the master and, with --wait N, on N replicas (append-only files); exit 1 if they are not in time'
complete -c astra -n "__fish_astra_using_subcommand publish" -l check -l dry-run -d 'Only check and show what would be published, without contacting a server'
complete -c astra -n "__fish_astra_using_subcommand publish" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand publish" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand publish" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand publish" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand lag" -l group -d 'Show only this group; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l count-cap -d 'Stop counting a group\'s lag here and show a lower bound (`≥10000`)' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l watch -d 'Refresh continuously; adds rates in and out, and time to catch up' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l max-lag -d 'Exit 1 if a group\'s lag exceeds this many entries, or is unknown' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l max-seconds -d 'Exit 1 if the oldest undelivered entry is older than this, or its age is unknown' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l max-pending -d 'Exit 1 if a group has more than this many pending entries' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand lag" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand lag" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand lag" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand lag" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand lag" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand lag" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand lag" -l only-lagging -d 'Leave out groups that are up to date'
complete -c astra -n "__fish_astra_using_subcommand lag" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand lag" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand lag" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand lag" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand tail" -s n -l last -d 'Start with the last N matching entries of all streams together [default with --no-follow: 10]' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l since -d 'Start at this time, or this long ago' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l until -d 'Stop at this time; if it is past, do not wait for new entries' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l from -d 'Start at this entry ID in every stream; `0` is the beginning' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l count -d 'Exit after showing N entries' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l correlation-id -d 'Only events of this flow; repeatable, like the next two' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l event-type -d 'Only events of this type, e.g. Trading.TradeExecuted' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l entity -d 'Only events about this entity' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l grep -d 'Only entries whose JSON line matches this regular expression' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l where -d 'Only entries whose JSON line satisfies this jq expression, e.g. \'.data.amount > 1000\'' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand tail" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand tail" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand tail" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand tail" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand tail" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand tail" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand tail" -l no-follow -d 'Show existing entries, then exit'
complete -c astra -n "__fish_astra_using_subcommand tail" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand tail" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand tail" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand services" -l state -d 'Show only instances in this state; can be repeated' -r -f -a "healthy\t''
starting\t''
stale\t''
unhealthy\t''
stopping\t''
unknown\t''
orphan\t''"
complete -c astra -n "__fish_astra_using_subcommand services" -l service -d 'Show only instances of this service; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l domain -d 'Show only instances of this domain; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l require -d 'Exit 1 if a service has fewer healthy instances, whatever the filters; with --probe, they must also answer' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l watch -d 'Refresh continuously' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand services" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand services" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand services" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand services" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand services" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand services" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand services" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand services" -l probe -d 'Also call the health URL of each instance, each within --timeout'
complete -c astra -n "__fish_astra_using_subcommand services" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand services" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand services" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand services" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand completions" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand completions" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand completions" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand completions" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand completions" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand completions" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand completions" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand completions" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand completions" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand completions" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand completions" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand completions" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand completions" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand man" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand man" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand man" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand man" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand man" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand man" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand man" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand man" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand man" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand man" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand man" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand man" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand man" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l group -d 'Only entries of this group; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l consumer -d 'Only entries of this consumer; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l min-idle -d 'Only entries whose last delivery was at least this long ago' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l min-deliveries -d 'Only entries that were delivered at least this many times' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l by -d 'Sum up by group over its streams, by stream over its groups, or by consumer over its streams' -r -f -a "group\t'A group, on all of its streams'
stream\t'A stream, with all of its groups'
consumer\t'A consumer of a group, on all streams'"
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l scan-cap -d 'Stop reading a group\'s pending entries here; if there are more, its idle times, delivery counts and ghosts are unknown [default: 10000]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l entries -d 'List all pending entries one by one'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l payload -d 'Also show the fields of each entry'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -a "claim" -d 'Give pending entries to another consumer of their group'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -a "ack" -d 'Acknowledge pending entries without processing them'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -a "dead-letter" -d 'Copy pending entries to the dead letters of their stream, then acknowledge them'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -a "purge-ghosts" -d 'Acknowledge pending entries that are gone from their stream'
complete -c astra -n "__fish_astra_using_subcommand pending; and not __fish_seen_subcommand_from claim ack dead-letter purge-ghosts help" -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l to -d 'Consumer that gets the entries; created if the group has none of that name' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l group -d 'Only entries of this group; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l consumer -d 'Only entries of this consumer; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l min-idle -d 'Only entries whose last delivery was at least this long ago' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l min-deliveries -d 'Only entries that were delivered at least this many times' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l limit -d 'Handle at most this many entries' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l dry-run -d 'Show the plan and change nothing'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -s y -l yes -d 'Skip the confirmation prompt'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from claim" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l group -d 'Only entries of this group; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l consumer -d 'Only entries of this consumer; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l min-idle -d 'Only entries whose last delivery was at least this long ago' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l min-deliveries -d 'Only entries that were delivered at least this many times' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l limit -d 'Handle at most this many entries' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l dry-run -d 'Show the plan and change nothing'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -s y -l yes -d 'Skip the confirmation prompt'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from ack" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l reason -d 'Reason to record in the dead letters [default: how often the entry was delivered]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l group -d 'Only entries of this group; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l consumer -d 'Only entries of this consumer; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l min-idle -d 'Only entries whose last delivery was at least this long ago' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l min-deliveries -d 'Only entries that were delivered at least this many times' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l limit -d 'Handle at most this many entries' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l dry-run -d 'Show the plan and change nothing'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -s y -l yes -d 'Skip the confirmation prompt'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from dead-letter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l group -d 'Only entries of this group; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l consumer -d 'Only entries of this consumer; can be repeated' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l min-idle -d 'Only entries whose last delivery was at least this long ago' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l min-deliveries -d 'Only entries that were delivered at least this many times' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l limit -d 'Handle at most this many entries' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l dry-run -d 'Show the plan and change nothing'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -s y -l yes -d 'Skip the confirmation prompt'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from purge-ghosts" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from help" -f -a "claim" -d 'Give pending entries to another consumer of their group'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from help" -f -a "ack" -d 'Acknowledge pending entries without processing them'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from help" -f -a "dead-letter" -d 'Copy pending entries to the dead letters of their stream, then acknowledge them'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from help" -f -a "purge-ghosts" -d 'Acknowledge pending entries that are gone from their stream'
complete -c astra -n "__fish_astra_using_subcommand pending; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l trades -d 'Number of trades, of 8 events each; until the run ends, each takes about 3 kB on the server' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l deadline -d 'Longest allowed time from publishing an event to its delivery' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l run-timeout -d 'Time limit for the whole run [default: 30s plus 10ms per trade]' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l junit -d 'Also write the verdict as `JUnit` XML, with a test case for each check and each group' -r -F
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l inject -d 'Inject a fault, to prove that the test can fail: the verdict must name it' -r -f -a "missing-group\t'Destroy a group after its creation'
no-ack\t'Never acknowledge in one group'
drop-correlation\t'Publish without the correlation id in one group'
delay\t'Sleep past the deadline in one group'
duplicate\t'Add an event twice'"
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l confirm -d 'Confirm changes to this production context without a prompt' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand flow-test" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l dry-run -d 'Show what would be created and checked, without touching a server'
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand flow-test" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand flow-test" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand flow-test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "add" -d 'Add a context, that is, name a server'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "ls" -d 'List the contexts; `*` marks the active one'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "list" -d 'List the contexts; `*` marks the active one'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "use" -d 'Make a context the active one'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "unset" -d 'Deactivate the active context'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "show" -d 'Show a context, or with --effective every setting of a run and where it comes from'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "rm" -d 'Remove contexts; their servers and passwords stay as they are'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "remove" -d 'Remove contexts; their servers and passwords stay as they are'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "check" -d 'Connect, and report the server, the user, the latency and the permissions'
complete -c astra -n "__fish_astra_using_subcommand context; and not __fish_seen_subcommand_from add ls list use unset show rm remove check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l password-file -d 'Read the password from the first line of this file' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l password-command -d 'Read the password from the first line that this shell command prints' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l password-env -d 'Read the password from this environment variable' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l description -d 'Description, which astra context ls shows' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l read-only -d 'Refuse every command that changes something there'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l production -d 'Ask for the name of the context before every change there'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l use -d 'Make it the active context'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l force -d 'Replace an existing context of the same name'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from ls" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l effective -d 'Show every setting that a command would use now, and where each comes from'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -s y -l yes -d 'Do not ask for confirmation'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Do not ask for confirmation'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a context, that is, name a server'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "ls" -d 'List the contexts; `*` marks the active one'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "use" -d 'Make a context the active one'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Deactivate the active context'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a context, or with --effective every setting of a run and where it comes from'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Remove contexts; their servers and passwords stay as they are'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "check" -d 'Connect, and report the server, the user, the latency and the permissions'
complete -c astra -n "__fish_astra_using_subcommand context; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand acl" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand acl" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand acl" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand acl" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand acl" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand acl" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand acl" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand acl" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand acl" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand acl" -l redis-6 -d 'Print rules for Redis 6.2, which does not know read-only keys'
complete -c astra -n "__fish_astra_using_subcommand acl" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand acl" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand acl" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand acl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c astra -n "__fish_astra_using_subcommand concepts" -l url -d 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`' -r
complete -c astra -n "__fish_astra_using_subcommand concepts" -l context -d 'Use the server of this context, see `astra context` [default: the active context]' -r
complete -c astra -n "__fish_astra_using_subcommand concepts" -s f -l file -d 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]' -r -F
complete -c astra -n "__fish_astra_using_subcommand concepts" -s o -l output -d 'Output format' -r -f -a "table\t''
json\t''
yaml\t''
csv\t''"
complete -c astra -n "__fish_astra_using_subcommand concepts" -l color -d 'When to use color' -r -f -a "auto\t''
always\t''
never\t''"
complete -c astra -n "__fish_astra_using_subcommand concepts" -l timeout -d 'Time limit for connecting and for each reply' -r
complete -c astra -n "__fish_astra_using_subcommand concepts" -l tls-ca -d 'PEM file of the certificate authorities to trust [default: the system\'s]' -r -F
complete -c astra -n "__fish_astra_using_subcommand concepts" -l tls-cert -d 'PEM file of the client certificate, for servers that ask for one' -r -F
complete -c astra -n "__fish_astra_using_subcommand concepts" -l tls-key -d 'PEM file of the client certificate\'s key' -r -F
complete -c astra -n "__fish_astra_using_subcommand concepts" -l no-headers -d 'Leave out the headers of tables and CSV'
complete -c astra -n "__fish_astra_using_subcommand concepts" -l tls-insecure -d 'Accept any server certificate (insecure: traffic can be read and altered)'
complete -c astra -n "__fish_astra_using_subcommand concepts" -s v -l verbose -d 'Log every Redis command with its latency to standard error'
complete -c astra -n "__fish_astra_using_subcommand concepts" -s h -l help -d 'Print help'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "setup" -d 'Make the server match the topology: every group on every stream that its patterns match'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "publish" -d 'Publish an event, or a file of events'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "lag" -d 'Show how far each consumer group lags behind its stream, in entries and in time'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "tail" -d 'Follow streams, merged in ID order, from now or from a given point'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "services" -d 'Show the registered service instances and their state'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "sandbox" -d 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "man" -d 'Write the manual pages, one for each command'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "pending" -d 'Show entries that were delivered and not acknowledged; claim, acknowledge, dead-letter or purge them'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "flow-test" -d 'Prove that events flow: publish trades, consume them with every group, and check each delivery'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "context" -d 'Name servers, choose between them, and protect them from changes'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "acl" -d 'Print the minimal ACL rules for the roles of the bus, as lines of an ACL file'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "concepts" -d 'Explain the terms that astra uses'
complete -c astra -n "__fish_astra_using_subcommand help; and not __fish_seen_subcommand_from setup publish lag tail services sandbox completions man pending flow-test context acl concepts help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from setup" -f -a "export" -d 'Write the server\'s current topology as YAML, which setup accepts with nothing to change'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from pending" -f -a "claim" -d 'Give pending entries to another consumer of their group'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from pending" -f -a "ack" -d 'Acknowledge pending entries without processing them'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from pending" -f -a "dead-letter" -d 'Copy pending entries to the dead letters of their stream, then acknowledge them'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from pending" -f -a "purge-ghosts" -d 'Acknowledge pending entries that are gone from their stream'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "add" -d 'Add a context, that is, name a server'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "ls" -d 'List the contexts; `*` marks the active one'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "use" -d 'Make a context the active one'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "unset" -d 'Deactivate the active context'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "show" -d 'Show a context, or with --effective every setting of a run and where it comes from'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "rm" -d 'Remove contexts; their servers and passwords stay as they are'
complete -c astra -n "__fish_astra_using_subcommand help; and __fish_seen_subcommand_from context" -f -a "check" -d 'Connect, and report the server, the user, the latency and the permissions'
