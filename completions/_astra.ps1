
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'astra' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'astra'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'astra' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Make the server match the topology: every group on every stream that its patterns match')
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish an event, or a whole file of them')
            [CompletionResult]::new('lag', 'lag', [CompletionResultType]::ParameterValue, 'Show how far each consumer group trails its stream, in entries and in time')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show the entries of streams, merged in ID order: what comes from now on, or from a given start')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Show which instances of which services are registered, and how they are')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages, one for each command')
            [CompletionResult]::new('pending', 'pending', [CompletionResultType]::ParameterValue, 'Show what is delivered and not acknowledged, and claim, acknowledge, dead-letter or purge it')
            [CompletionResult]::new('flow-test', 'flow-test', [CompletionResultType]::ParameterValue, 'Prove that events flow: publish trades, consume them with every group, and check each delivery')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Name servers, choose between them, and protect them from changes')
            [CompletionResult]::new('acl', 'acl', [CompletionResultType]::ParameterValue, 'Print the minimal ACL rules for the roles of the bus, as lines of an ACL file')
            [CompletionResult]::new('concepts', 'concepts', [CompletionResultType]::ParameterValue, 'Explain the terms that astra uses')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;setup' {
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on, and provision streams as they appear, looking again after each interval')
            [CompletionResult]::new('--wait-for-server', '--wait-for-server', [CompletionResultType]::ParameterName, 'Wait this long for a server that is starting or loading its data')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Change nothing; exit 1 if a promised group is missing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Also remove groups that the topology does not name, and streams named like a pattern, where they are empty')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Remove them even where they hold entries, pending entries or active consumers')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree to what `--prune` removes beforehand')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree to what `--prune` removes beforehand')
            [CompletionResult]::new('--validate', '--validate', [CompletionResultType]::ParameterName, 'Only check the topology file, without a server')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;setup;export' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;setup;help' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;setup;help;export' {
            break
        }
        'astra;setup;help;help' {
            break
        }
        'astra;publish' {
            [CompletionResult]::new('--entity', '--entity', [CompletionResultType]::ParameterName, 'What the event is about, e.g. `trade_42` or `user_123`')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'Payload, a JSON object: the text itself, @FILE, or - for standard input [default: none]')
            [CompletionResult]::new('--correlation-id', '--correlation-id', [CompletionResultType]::ParameterName, 'Id of the whole flow that the event belongs to [default: none]')
            [CompletionResult]::new('--causation-id', '--causation-id', [CompletionResultType]::ParameterName, '`event_id` of the event that caused this one [default: none, it is a root]')
            [CompletionResult]::new('--event-id', '--event-id', [CompletionResultType]::ParameterName, 'Id of this event [default: a new one]')
            [CompletionResult]::new('--producer', '--producer', [CompletionResultType]::ParameterName, 'Who publishes, as name@version [default: astra and its version]')
            [CompletionResult]::new('--event-version', '--event-version', [CompletionResultType]::ParameterName, 'Version of the event type [default: 1]')
            [CompletionResult]::new('--occurred-at', '--occurred-at', [CompletionResultType]::ParameterName, 'When it happened, or that long ago [default: now]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Publish a file, `-` for standard input: a JSON object a line, an envelope or a line of `astra tail -o json`')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Publish at most this many events a second, spread evenly')
            [CompletionResult]::new('--start-line', '--start-line', [CompletionResultType]::ParameterName, 'Begin with this line of the input')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Keep the account of the run in this new file as it goes on, so that it can be resumed after any end of the program; an event without an `event_id` gets one made of the run and its line')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Go on from an account: what is confirmed is not sent again, and what is in doubt is looked up first')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until this many replicas have what was published; exit 1 if fewer do in time')
            [CompletionResult]::new('--wait-timeout', '--wait-timeout', [CompletionResultType]::ParameterName, 'How long to wait for replicas and disks')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--ids', '--ids', [CompletionResultType]::ParameterName, 'List every entry that is made; a reader who leaves ends the list, not the run')
            [CompletionResult]::new('--allow-unknown', '--allow-unknown', [CompletionResultType]::ParameterName, 'Publish also to streams that the topology does not name')
            [CompletionResult]::new('--wait-aof', '--wait-aof', [CompletionResultType]::ParameterName, 'Wait until what was published is on the disk of the server, and with --wait of so many replicas (their append-only files); exit 1 if it is not in time')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only check and show what would be published; no server is asked')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only check and show what would be published; no server is asked')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;lag' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Show only this group; may be given several times')
            [CompletionResult]::new('--max-lag', '--max-lag', [CompletionResultType]::ParameterName, 'Exit 1 if a group trails by more than this many entries, or by an unknown number')
            [CompletionResult]::new('--max-seconds', '--max-seconds', [CompletionResultType]::ParameterName, 'Exit 1 if the oldest undelivered entry is older than this, or of unknown age')
            [CompletionResult]::new('--max-pending', '--max-pending', [CompletionResultType]::ParameterName, 'Exit 1 if a group has more than this many pending entries')
            [CompletionResult]::new('--count-cap', '--count-cap', [CompletionResultType]::ParameterName, 'Entries counted at most for a group, where the lag is not known without counting')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on, with rates in, out, and the time to catch up')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--only-lagging', '--only-lagging', [CompletionResultType]::ParameterName, 'Leave out the groups that are up to date')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;tail' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Start with the last N entries of all streams together that the filters accept [default with --no-follow: 10]')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Start with the last N entries of all streams together that the filters accept [default with --no-follow: 10]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Start at this time, or that long ago')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Stop at this time; nothing is waited for where it is past')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Start at this entry ID, in every stream; `0` is the beginning')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'End after N entries were shown')
            [CompletionResult]::new('--correlation-id', '--correlation-id', [CompletionResultType]::ParameterName, 'Only events of this flow; may be given several times, as the next two may')
            [CompletionResult]::new('--event-type', '--event-type', [CompletionResultType]::ParameterName, 'Only events of this type, e.g. Trading.TradeExecuted')
            [CompletionResult]::new('--entity', '--entity', [CompletionResultType]::ParameterName, 'Only events about this entity')
            [CompletionResult]::new('--grep', '--grep', [CompletionResultType]::ParameterName, 'Only entries whose JSON line matches this regular expression')
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Only entries for whose JSON line this jq expression is true, e.g. ''.data.amount > 1000''')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-follow', '--no-follow', [CompletionResultType]::ParameterName, 'Show what is there, and end')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;services' {
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Show only instances in this state; may be given several times')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'Show only instances of this service; may be given several times')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Show only instances of this domain; may be given several times')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'Exit 1 with fewer healthy instances of a service, filters aside; with --probe they must answer too')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on, looking again after each interval')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'Call the health URL of each instance as well, each within --timeout')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;sandbox' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;completions' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;man' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;pending' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; may be given several times')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; may be given several times')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery is at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'Sum up by group over its streams, by stream over its groups, or by consumer')
            [CompletionResult]::new('--scan-cap', '--scan-cap', [CompletionResultType]::ParameterName, 'Pending entries of a group that the summary reads at most; past it idle times, delivery counts and ghosts are not known [default: 10000]')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--entries', '--entries', [CompletionResultType]::ParameterName, 'List the pending entries one by one, all of them')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'With each entry also what it holds')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('claim', 'claim', [CompletionResultType]::ParameterValue, 'Give pending entries to another consumer of their group')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries, so that nobody processes them')
            [CompletionResult]::new('dead-letter', 'dead-letter', [CompletionResultType]::ParameterValue, 'Copy pending entries to the dead letters of their stream, then acknowledge them')
            [CompletionResult]::new('purge-ghosts', 'purge-ghosts', [CompletionResultType]::ParameterValue, 'Acknowledge the pending entries that are gone from their stream')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;pending;claim' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Consumer that gets the entries; created where the group has none of that name')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; may be given several times')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; may be given several times')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery is at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Entries that are settled at most')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;pending;ack' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; may be given several times')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; may be given several times')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery is at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Entries that are settled at most')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;pending;dead-letter' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for whoever reads the dead letters [default: how often it was delivered]')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; may be given several times')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; may be given several times')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery is at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Entries that are settled at most')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;pending;purge-ghosts' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; may be given several times')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; may be given several times')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery is at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Entries that are settled at most')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree beforehand')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;pending;help' {
            [CompletionResult]::new('claim', 'claim', [CompletionResultType]::ParameterValue, 'Give pending entries to another consumer of their group')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries, so that nobody processes them')
            [CompletionResult]::new('dead-letter', 'dead-letter', [CompletionResultType]::ParameterValue, 'Copy pending entries to the dead letters of their stream, then acknowledge them')
            [CompletionResult]::new('purge-ghosts', 'purge-ghosts', [CompletionResultType]::ParameterValue, 'Acknowledge the pending entries that are gone from their stream')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;pending;help;claim' {
            break
        }
        'astra;pending;help;ack' {
            break
        }
        'astra;pending;help;dead-letter' {
            break
        }
        'astra;pending;help;purge-ghosts' {
            break
        }
        'astra;pending;help;help' {
            break
        }
        'astra;flow-test' {
            [CompletionResult]::new('--trades', '--trades', [CompletionResultType]::ParameterName, 'Trades to make, of 8 events each; a run keeps about 3 kB of each on the server until it ends')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'How late after its publishing an event may reach a group')
            [CompletionResult]::new('--run-timeout', '--run-timeout', [CompletionResultType]::ParameterName, 'How long the whole run may take [default: 30s, and 10ms for each trade]')
            [CompletionResult]::new('--junit', '--junit', [CompletionResultType]::ParameterName, 'Also write the verdict as `JUnit` XML, a test case for each check and each group')
            [CompletionResult]::new('--inject', '--inject', [CompletionResultType]::ParameterName, 'Plant a fault in the run, to prove that the gate can fail: the verdict must name it')
            [CompletionResult]::new('--confirm', '--confirm', [CompletionResultType]::ParameterName, 'Confirm changes to this production context without a prompt')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be made and checked, and touch nothing')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;context' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a context, that is, name a server')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the contexts; `*` marks the active one')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the contexts; `*` marks the active one')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a context the active one')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Deactivate the active context')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a context, or with --effective every setting of a run and where it comes from')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove contexts; their servers and passwords stay as they are')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove contexts; their servers and passwords stay as they are')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Connect, and report the server, the user, the latency and the permissions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;context;add' {
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read the password from the first line of this file')
            [CompletionResult]::new('--password-command', '--password-command', [CompletionResultType]::ParameterName, 'Read the password from the first line that this shell command prints')
            [CompletionResult]::new('--password-env', '--password-env', [CompletionResultType]::ParameterName, 'Read the password from this environment variable')
            [CompletionResult]::new('--description', '--description', [CompletionResultType]::ParameterName, 'Description, which astra context ls shows')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--read-only', '--read-only', [CompletionResultType]::ParameterName, 'Refuse every command that changes something there')
            [CompletionResult]::new('--production', '--production', [CompletionResultType]::ParameterName, 'Ask for the name of the context before every change there')
            [CompletionResult]::new('--use', '--use', [CompletionResultType]::ParameterName, 'Make it the active context')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace an existing context of the same name')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;context;ls' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;list' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;use' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;unset' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;show' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--effective', '--effective', [CompletionResultType]::ParameterName, 'Show every setting that a command would use now, and where each comes from')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;rm' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;remove' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask for confirmation')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;context;check' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;context;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a context, that is, name a server')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the contexts; `*` marks the active one')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a context the active one')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Deactivate the active context')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a context, or with --effective every setting of a run and where it comes from')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove contexts; their servers and passwords stay as they are')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Connect, and report the server, the user, the latency and the permissions')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;context;help;add' {
            break
        }
        'astra;context;help;ls' {
            break
        }
        'astra;context;help;use' {
            break
        }
        'astra;context;help;unset' {
            break
        }
        'astra;context;help;show' {
            break
        }
        'astra;context;help;rm' {
            break
        }
        'astra;context;help;check' {
            break
        }
        'astra;context;help;help' {
            break
        }
        'astra;acl' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--redis-6', '--redis-6', [CompletionResultType]::ParameterName, 'Print rules for Redis 6.2, which does not know read-only keys')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;concepts' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: `redis://[user:password@]host[:port][/database]`, `rediss://…` for TLS, `redis+sentinel://host:port,host:port/master` or `unix:///socket`')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Use the server of this context, see `astra context` [default: the active context]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Output format')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use color')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Time limit for connecting and for each reply')
            [CompletionResult]::new('--tls-ca', '--tls-ca', [CompletionResultType]::ParameterName, 'PEM file of the certificate authorities to trust [default: the system''s]')
            [CompletionResult]::new('--tls-cert', '--tls-cert', [CompletionResultType]::ParameterName, 'PEM file of the client certificate, for servers that ask for one')
            [CompletionResult]::new('--tls-key', '--tls-key', [CompletionResultType]::ParameterName, 'PEM file of the client certificate''s key')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;help' {
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Make the server match the topology: every group on every stream that its patterns match')
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish an event, or a whole file of them')
            [CompletionResult]::new('lag', 'lag', [CompletionResultType]::ParameterValue, 'Show how far each consumer group trails its stream, in entries and in time')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Show the entries of streams, merged in ID order: what comes from now on, or from a given start')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Show which instances of which services are registered, and how they are')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages, one for each command')
            [CompletionResult]::new('pending', 'pending', [CompletionResultType]::ParameterValue, 'Show what is delivered and not acknowledged, and claim, acknowledge, dead-letter or purge it')
            [CompletionResult]::new('flow-test', 'flow-test', [CompletionResultType]::ParameterValue, 'Prove that events flow: publish trades, consume them with every group, and check each delivery')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Name servers, choose between them, and protect them from changes')
            [CompletionResult]::new('acl', 'acl', [CompletionResultType]::ParameterValue, 'Print the minimal ACL rules for the roles of the bus, as lines of an ACL file')
            [CompletionResult]::new('concepts', 'concepts', [CompletionResultType]::ParameterValue, 'Explain the terms that astra uses')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;help;setup' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change')
            break
        }
        'astra;help;setup;export' {
            break
        }
        'astra;help;publish' {
            break
        }
        'astra;help;lag' {
            break
        }
        'astra;help;tail' {
            break
        }
        'astra;help;services' {
            break
        }
        'astra;help;sandbox' {
            break
        }
        'astra;help;completions' {
            break
        }
        'astra;help;man' {
            break
        }
        'astra;help;pending' {
            [CompletionResult]::new('claim', 'claim', [CompletionResultType]::ParameterValue, 'Give pending entries to another consumer of their group')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries, so that nobody processes them')
            [CompletionResult]::new('dead-letter', 'dead-letter', [CompletionResultType]::ParameterValue, 'Copy pending entries to the dead letters of their stream, then acknowledge them')
            [CompletionResult]::new('purge-ghosts', 'purge-ghosts', [CompletionResultType]::ParameterValue, 'Acknowledge the pending entries that are gone from their stream')
            break
        }
        'astra;help;pending;claim' {
            break
        }
        'astra;help;pending;ack' {
            break
        }
        'astra;help;pending;dead-letter' {
            break
        }
        'astra;help;pending;purge-ghosts' {
            break
        }
        'astra;help;flow-test' {
            break
        }
        'astra;help;context' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a context, that is, name a server')
            [CompletionResult]::new('ls', 'ls', [CompletionResultType]::ParameterValue, 'List the contexts; `*` marks the active one')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Make a context the active one')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Deactivate the active context')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a context, or with --effective every setting of a run and where it comes from')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Remove contexts; their servers and passwords stay as they are')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Connect, and report the server, the user, the latency and the permissions')
            break
        }
        'astra;help;context;add' {
            break
        }
        'astra;help;context;ls' {
            break
        }
        'astra;help;context;use' {
            break
        }
        'astra;help;context;unset' {
            break
        }
        'astra;help;context;show' {
            break
        }
        'astra;help;context;rm' {
            break
        }
        'astra;help;context;check' {
            break
        }
        'astra;help;acl' {
            break
        }
        'astra;help;concepts' {
            break
        }
        'astra;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
