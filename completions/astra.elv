
use builtin;
use str;

set edit:completion:arg-completer[astra] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'astra'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'astra'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand setup 'Make the server match the topology: every group on every stream that its patterns match'
            cand publish 'Publish an event, or a whole file of them'
            cand lag 'Show how far each consumer group trails its stream, in entries and in time'
            cand tail 'Show the entries of streams, merged in ID order: what comes from now on, or from a given start'
            cand services 'Show which instances of which services are registered, and how they are'
            cand sandbox 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
            cand completions 'Print the completions for a shell'
            cand man 'Write the manual pages, one for each command'
            cand pending 'Show what is delivered and not acknowledged, and claim, acknowledge, dead-letter or purge it'
            cand flow-test 'Prove that events flow: publish trades, consume them with every group, and check each delivery'
            cand context 'Give servers a name, choose among them, and say what may be done to each'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;setup'= {
            cand --watch 'Go on, and provision streams as they appear, looking again after each interval'
            cand --wait-for-server 'Wait this long for a server that is starting or loading its data'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --check 'Change nothing; exit 1 if a promised group is missing'
            cand --dry-run 'Show what would be done, and do nothing'
            cand --prune 'Also remove groups that the topology does not name, and streams named like a pattern, where they are empty'
            cand --force 'Remove them even where they hold entries, pending entries or active consumers'
            cand -y 'Agree to what `--prune` removes beforehand'
            cand --yes 'Agree to what `--prune` removes beforehand'
            cand --validate 'Only check the topology file, without a server'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
            cand export 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;setup;export'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;setup;help'= {
            cand export 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;setup;help;export'= {
        }
        &'astra;setup;help;help'= {
        }
        &'astra;publish'= {
            cand --entity 'What the event is about, e.g. `trade_42` or `user_123`'
            cand --data 'Payload, a JSON object: the text itself, @FILE, or - for standard input [default: none]'
            cand --correlation-id 'Id of the whole flow that the event belongs to [default: none]'
            cand --causation-id '`event_id` of the event that caused this one [default: none, it is a root]'
            cand --event-id 'Id of this event [default: a new one]'
            cand --producer 'Who publishes, as name@version [default: astra and its version]'
            cand --event-version 'Version of the event type [default: 1]'
            cand --occurred-at 'When it happened, RFC 3339 [default: now]'
            cand --from 'Publish a file, `-` for standard input: a JSON object a line, an envelope or a line of `astra tail -o json`'
            cand --rate 'Publish at most this many events a second, spread evenly'
            cand --start-line 'Begin with this line of the input'
            cand --account 'Keep the account of the run in this new file as it goes on, so that it can be resumed after any end of the program; an event without an `event_id` gets one made of the run and its line'
            cand --resume 'Go on from an account: what is confirmed is not sent again, and what is in doubt is looked up first'
            cand --wait 'Wait until this many replicas have what was published; exit 1 if fewer do in time'
            cand --wait-timeout 'How long to wait for replicas and disks'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --ids 'List every entry that is made; when nobody reads the list any more the run stops, and exits 1'
            cand --allow-unknown 'Publish also to streams that the topology does not name'
            cand --wait-aof 'Wait until what was published is on the disk of the server, and with --wait of so many replicas (their append-only files); exit 1 if it is not in time'
            cand --check 'Only check and show what would be published; no server is asked'
            cand --dry-run 'Only check and show what would be published; no server is asked'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;lag'= {
            cand --group 'Show only this group; may be given several times'
            cand --max-lag 'Exit 1 if a group trails by more than this many entries, or by an unknown number'
            cand --max-seconds 'Exit 1 if the oldest undelivered entry is older than this, or of unknown age'
            cand --max-pending 'Exit 1 if a group has more than this many pending entries'
            cand --count-cap 'Entries counted at most for a group, where the lag is not known without counting'
            cand --watch 'Go on, with rates in, out, and the time to catch up'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --only-lagging 'Leave out the groups that are up to date'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;tail'= {
            cand -n 'Start with the last N entries of all streams together that the filters accept [default with --no-follow: 10]'
            cand --last 'Start with the last N entries of all streams together that the filters accept [default with --no-follow: 10]'
            cand --since 'Start at this time, or that long ago'
            cand --until 'Stop at this time; nothing is waited for where it is past'
            cand --from 'Start at this entry ID, in every stream; `0` is the beginning'
            cand --count 'End after N entries were shown'
            cand --correlation-id 'Only events of this flow; may be given several times, as the next two may'
            cand --event-type 'Only events of this type, e.g. Trading.TradeExecuted'
            cand --entity 'Only events about this entity'
            cand --grep 'Only entries whose JSON line matches this regular expression'
            cand --where 'Only entries for whose JSON line this jq expression is true, e.g. ''.data.amount > 1000'''
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-follow 'Show what is there, and end'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;services'= {
            cand --state 'Show only instances in this state; may be given several times'
            cand --service 'Show only instances of this service; may be given several times'
            cand --domain 'Show only instances of this domain; may be given several times'
            cand --require 'Exit 1 with fewer healthy instances of a service, filters aside; with --probe they must answer too'
            cand --watch 'Go on, looking again after each interval'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --probe 'Call the health URL of each instance as well, each within --timeout'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;sandbox'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;completions'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;man'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;pending'= {
            cand --group 'Only entries of this group; may be given several times'
            cand --consumer 'Only entries of this consumer; may be given several times'
            cand --min-idle 'Only entries whose last delivery is at least this long ago'
            cand --min-deliveries 'Only entries that were delivered at least this many times'
            cand --by 'Sum up by group over its streams, by stream over its groups, or by consumer'
            cand --scan-cap 'Pending entries of a group that the summary reads at most; past it idle times, delivery counts and ghosts are not known [default: 10000]'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --entries 'List the pending entries one by one, all of them'
            cand --payload 'With each entry also what it holds'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand claim 'Give pending entries to another consumer of their group'
            cand ack 'Acknowledge pending entries, so that nobody processes them'
            cand dead-letter 'Copy pending entries to the dead letters of their stream, then acknowledge them'
            cand purge-ghosts 'Acknowledge the pending entries that are gone from their stream'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;pending;claim'= {
            cand --to 'Consumer that gets the entries; created where the group has none of that name'
            cand --group 'Only entries of this group; may be given several times'
            cand --consumer 'Only entries of this consumer; may be given several times'
            cand --min-idle 'Only entries whose last delivery is at least this long ago'
            cand --min-deliveries 'Only entries that were delivered at least this many times'
            cand --limit 'Entries that are settled at most'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Agree beforehand'
            cand --yes 'Agree beforehand'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;pending;ack'= {
            cand --group 'Only entries of this group; may be given several times'
            cand --consumer 'Only entries of this consumer; may be given several times'
            cand --min-idle 'Only entries whose last delivery is at least this long ago'
            cand --min-deliveries 'Only entries that were delivered at least this many times'
            cand --limit 'Entries that are settled at most'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Agree beforehand'
            cand --yes 'Agree beforehand'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;pending;dead-letter'= {
            cand --reason 'Why, for whoever reads the dead letters [default: how often it was delivered]'
            cand --group 'Only entries of this group; may be given several times'
            cand --consumer 'Only entries of this consumer; may be given several times'
            cand --min-idle 'Only entries whose last delivery is at least this long ago'
            cand --min-deliveries 'Only entries that were delivered at least this many times'
            cand --limit 'Entries that are settled at most'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Agree beforehand'
            cand --yes 'Agree beforehand'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;pending;purge-ghosts'= {
            cand --group 'Only entries of this group; may be given several times'
            cand --consumer 'Only entries of this consumer; may be given several times'
            cand --min-idle 'Only entries whose last delivery is at least this long ago'
            cand --min-deliveries 'Only entries that were delivered at least this many times'
            cand --limit 'Entries that are settled at most'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --dry-run 'Show what would be done, and do nothing'
            cand -y 'Agree beforehand'
            cand --yes 'Agree beforehand'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;pending;help'= {
            cand claim 'Give pending entries to another consumer of their group'
            cand ack 'Acknowledge pending entries, so that nobody processes them'
            cand dead-letter 'Copy pending entries to the dead letters of their stream, then acknowledge them'
            cand purge-ghosts 'Acknowledge the pending entries that are gone from their stream'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;pending;help;claim'= {
        }
        &'astra;pending;help;ack'= {
        }
        &'astra;pending;help;dead-letter'= {
        }
        &'astra;pending;help;purge-ghosts'= {
        }
        &'astra;pending;help;help'= {
        }
        &'astra;flow-test'= {
            cand --trades 'Trades to make, of 8 events each; a run keeps about 3 kB of each on the server until it ends'
            cand --deadline 'How late after its publishing an event may reach a group'
            cand --run-timeout 'How long the whole run may take [default: 30s, and 10ms for each trade]'
            cand --junit 'Also write the verdict as `JUnit` XML, a test case for each check and each group'
            cand --inject 'Plant a fault in the run, to prove that the gate can fail: the verdict must name it'
            cand --confirm 'Agree beforehand to a change of this production context, in place of typing its name'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --dry-run 'Show what would be made and checked, and touch nothing'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;context'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Give a server a name'
            cand ls 'List the contexts; `*` marks the active one'
            cand list 'List the contexts; `*` marks the active one'
            cand use 'Make a context the active one'
            cand unset 'Have no active context'
            cand show 'Show what a context says, or with --effective every setting of a run and who says so'
            cand rm 'Forget contexts; their servers and passwords stay as they are'
            cand remove 'Forget contexts; their servers and passwords stay as they are'
            cand check 'Connect, and say who answers, as whom, how fast, and what it lets you do'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;context;add'= {
            cand --password-file 'The password is the first line of this file'
            cand --password-command 'The password is the first line that this shell command prints'
            cand --password-env 'The password is in this variable of the environment'
            cand --description 'What it is, for whoever reads the list'
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --read-only 'Refuse every command that changes something there'
            cand --production 'Have the name typed before every change there'
            cand --use 'Make it the active context'
            cand --force 'Put it in the place of one of the same name'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;context;ls'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;list'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;use'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;unset'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;show'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --effective 'Show every setting that a command would run with here, and where each comes from'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;rm'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand -y 'Agree beforehand'
            cand --yes 'Agree beforehand'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;remove'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand -y 'Agree beforehand'
            cand --yes 'Agree beforehand'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'astra;context;check'= {
            cand --url 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`'
            cand --context 'Server that `astra context add` has given a name, for this run [default: the active context]'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --tls-ca 'PEM file of the authorities to trust [default: the system''s]'
            cand --tls-cert 'PEM file of the client certificate, for a server that wants one'
            cand --tls-key 'PEM file of the client certificate''s key'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand --tls-insecure 'Take any certificate of the server: anyone in between can read and change what is sent'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;context;help'= {
            cand add 'Give a server a name'
            cand ls 'List the contexts; `*` marks the active one'
            cand use 'Make a context the active one'
            cand unset 'Have no active context'
            cand show 'Show what a context says, or with --effective every setting of a run and who says so'
            cand rm 'Forget contexts; their servers and passwords stay as they are'
            cand check 'Connect, and say who answers, as whom, how fast, and what it lets you do'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;context;help;add'= {
        }
        &'astra;context;help;ls'= {
        }
        &'astra;context;help;use'= {
        }
        &'astra;context;help;unset'= {
        }
        &'astra;context;help;show'= {
        }
        &'astra;context;help;rm'= {
        }
        &'astra;context;help;check'= {
        }
        &'astra;context;help;help'= {
        }
        &'astra;help'= {
            cand setup 'Make the server match the topology: every group on every stream that its patterns match'
            cand publish 'Publish an event, or a whole file of them'
            cand lag 'Show how far each consumer group trails its stream, in entries and in time'
            cand tail 'Show the entries of streams, merged in ID order: what comes from now on, or from a given start'
            cand services 'Show which instances of which services are registered, and how they are'
            cand sandbox 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
            cand completions 'Print the completions for a shell'
            cand man 'Write the manual pages, one for each command'
            cand pending 'Show what is delivered and not acknowledged, and claim, acknowledge, dead-letter or purge it'
            cand flow-test 'Prove that events flow: publish trades, consume them with every group, and check each delivery'
            cand context 'Give servers a name, choose among them, and say what may be done to each'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;help;setup'= {
            cand export 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
        }
        &'astra;help;setup;export'= {
        }
        &'astra;help;publish'= {
        }
        &'astra;help;lag'= {
        }
        &'astra;help;tail'= {
        }
        &'astra;help;services'= {
        }
        &'astra;help;sandbox'= {
        }
        &'astra;help;completions'= {
        }
        &'astra;help;man'= {
        }
        &'astra;help;pending'= {
            cand claim 'Give pending entries to another consumer of their group'
            cand ack 'Acknowledge pending entries, so that nobody processes them'
            cand dead-letter 'Copy pending entries to the dead letters of their stream, then acknowledge them'
            cand purge-ghosts 'Acknowledge the pending entries that are gone from their stream'
        }
        &'astra;help;pending;claim'= {
        }
        &'astra;help;pending;ack'= {
        }
        &'astra;help;pending;dead-letter'= {
        }
        &'astra;help;pending;purge-ghosts'= {
        }
        &'astra;help;flow-test'= {
        }
        &'astra;help;context'= {
            cand add 'Give a server a name'
            cand ls 'List the contexts; `*` marks the active one'
            cand use 'Make a context the active one'
            cand unset 'Have no active context'
            cand show 'Show what a context says, or with --effective every setting of a run and who says so'
            cand rm 'Forget contexts; their servers and passwords stay as they are'
            cand check 'Connect, and say who answers, as whom, how fast, and what it lets you do'
        }
        &'astra;help;context;add'= {
        }
        &'astra;help;context;ls'= {
        }
        &'astra;help;context;use'= {
        }
        &'astra;help;context;unset'= {
        }
        &'astra;help;context;show'= {
        }
        &'astra;help;context;rm'= {
        }
        &'astra;help;context;check'= {
        }
        &'astra;help;help'= {
        }
    ]
    $completions[$command]
}
