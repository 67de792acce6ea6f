
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
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish an event, or a file of events')
            [CompletionResult]::new('lag', 'lag', [CompletionResultType]::ParameterValue, 'Show how far each consumer group lags behind its stream, in entries and in time')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Follow streams, merged in ID order, from now or from a given point')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Show the registered service instances and their state')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages, one for each command')
            [CompletionResult]::new('pending', 'pending', [CompletionResultType]::ParameterValue, 'Show entries that were delivered and not acknowledged; claim, acknowledge, dead-letter or purge them')
            [CompletionResult]::new('flow-test', 'flow-test', [CompletionResultType]::ParameterValue, 'Prove that events flow: publish trades, consume them with every group, and check each delivery')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Name servers, choose between them, and protect them from changes')
            [CompletionResult]::new('acl', 'acl', [CompletionResultType]::ParameterValue, 'Print the minimal ACL rules for the roles of the bus, as lines of an ACL file')
            [CompletionResult]::new('concepts', 'concepts', [CompletionResultType]::ParameterValue, 'Explain the terms that astra uses')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;setup' {
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Keep running, and provision streams as they appear; checks once per interval')
            [CompletionResult]::new('--wait-for-server', '--wait-for-server', [CompletionResultType]::ParameterName, 'Wait up to this long for a server that is starting or loading its data')
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
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Change nothing; exit 1 if a group of the topology is missing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and change nothing')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Also remove groups that the topology does not contain, and streams named like a pattern, if they are empty')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Remove them even if they have entries, pending entries or active consumers')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt of `--prune`')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt of `--prune`')
            [CompletionResult]::new('--validate', '--validate', [CompletionResultType]::ParameterName, 'Only check the topology file, without a server')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the server''s current topology as YAML, which setup accepts with nothing to change')
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
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the server''s current topology as YAML, which setup accepts with nothing to change')
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
            [CompletionResult]::new('--correlation-id', '--correlation-id', [CompletionResultType]::ParameterName, 'Id of the flow that the event belongs to [default: none]')
            [CompletionResult]::new('--causation-id', '--causation-id', [CompletionResultType]::ParameterName, '`event_id` of the event that caused this one [default: none, for a root event]')
            [CompletionResult]::new('--event-id', '--event-id', [CompletionResultType]::ParameterName, 'Id of this event [default: a new one]')
            [CompletionResult]::new('--producer', '--producer', [CompletionResultType]::ParameterName, 'Who publishes, as name@version [default: astra and its version]')
            [CompletionResult]::new('--event-version', '--event-version', [CompletionResultType]::ParameterName, 'Version of the event type [default: 1]')
            [CompletionResult]::new('--occurred-at', '--occurred-at', [CompletionResultType]::ParameterName, 'When it happened: a time, or how long ago [default: now]')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Publish a file of one JSON object per line, an envelope or a line of `astra tail -o json`; `-` is standard input')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Publish at most this many events per second, spread evenly')
            [CompletionResult]::new('--start-line', '--start-line', [CompletionResultType]::ParameterName, 'Start with this line of the input')
            [CompletionResult]::new('--account', '--account', [CompletionResultType]::ParameterName, 'Record progress in this new file so that the run can be resumed, even after a crash; an event without an `event_id` gets one derived from the run and its line')
            [CompletionResult]::new('--resume', '--resume', [CompletionResultType]::ParameterName, 'Resume a run from its journal (the file of --account): skip confirmed events, and look up the uncertain ones first')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until this many replicas have the events; exit 1 if fewer do in time')
            [CompletionResult]::new('--wait-timeout', '--wait-timeout', [CompletionResultType]::ParameterName, 'How long --wait and --wait-aof may take')
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
            [CompletionResult]::new('--ids', '--ids', [CompletionResultType]::ParameterName, 'Print each entry ID; a closed pipe stops the list, not the run')
            [CompletionResult]::new('--allow-unknown', '--allow-unknown', [CompletionResultType]::ParameterName, 'Also publish to streams that are not in the topology')
            [CompletionResult]::new('--wait-aof', '--wait-aof', [CompletionResultType]::ParameterName, 'Wait until the events are fsynced on the master and, with --wait N, on N replicas (append-only files); exit 1 if they are not in time')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only check and show what would be published, without contacting a server')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only check and show what would be published, without contacting a server')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;lag' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Show only this group; can be repeated')
            [CompletionResult]::new('--count-cap', '--count-cap', [CompletionResultType]::ParameterName, 'Stop counting a group''s lag here and show a lower bound (`≥10000`)')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Refresh continuously; adds rates in and out, and time to catch up')
            [CompletionResult]::new('--max-lag', '--max-lag', [CompletionResultType]::ParameterName, 'Exit 1 if a group''s lag exceeds this many entries, or is unknown')
            [CompletionResult]::new('--max-seconds', '--max-seconds', [CompletionResultType]::ParameterName, 'Exit 1 if the oldest undelivered entry is older than this, or its age is unknown')
            [CompletionResult]::new('--max-pending', '--max-pending', [CompletionResultType]::ParameterName, 'Exit 1 if a group has more than this many pending entries')
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
            [CompletionResult]::new('--only-lagging', '--only-lagging', [CompletionResultType]::ParameterName, 'Leave out groups that are up to date')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'astra;tail' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Start with the last N matching entries of all streams together [default with --no-follow: 10]')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'Start with the last N matching entries of all streams together [default with --no-follow: 10]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Start at this time, or this long ago')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Stop at this time; if it is past, do not wait for new entries')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Start at this entry ID in every stream; `0` is the beginning')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'Exit after showing N entries')
            [CompletionResult]::new('--correlation-id', '--correlation-id', [CompletionResultType]::ParameterName, 'Only events of this flow; repeatable, like the next two')
            [CompletionResult]::new('--event-type', '--event-type', [CompletionResultType]::ParameterName, 'Only events of this type, e.g. Trading.TradeExecuted')
            [CompletionResult]::new('--entity', '--entity', [CompletionResultType]::ParameterName, 'Only events about this entity')
            [CompletionResult]::new('--grep', '--grep', [CompletionResultType]::ParameterName, 'Only entries whose JSON line matches this regular expression')
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'Only entries whose JSON line satisfies this jq expression, e.g. ''.data.amount > 1000''')
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
            [CompletionResult]::new('--no-follow', '--no-follow', [CompletionResultType]::ParameterName, 'Show existing entries, then exit')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;services' {
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'Show only instances in this state; can be repeated')
            [CompletionResult]::new('--service', '--service', [CompletionResultType]::ParameterName, 'Show only instances of this service; can be repeated')
            [CompletionResult]::new('--domain', '--domain', [CompletionResultType]::ParameterName, 'Show only instances of this domain; can be repeated')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'Exit 1 if a service has fewer healthy instances, whatever the filters; with --probe, they must also answer')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Refresh continuously')
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
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'Also call the health URL of each instance, each within --timeout')
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
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; can be repeated')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; can be repeated')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery was at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--by', '--by', [CompletionResultType]::ParameterName, 'Sum up by group over its streams, by stream over its groups, or by consumer over its streams')
            [CompletionResult]::new('--scan-cap', '--scan-cap', [CompletionResultType]::ParameterName, 'Stop reading a group''s pending entries here; if there are more, its idle times, delivery counts and ghosts are unknown [default: 10000]')
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
            [CompletionResult]::new('--entries', '--entries', [CompletionResultType]::ParameterName, 'List all pending entries one by one')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'Also show the fields of each entry')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('claim', 'claim', [CompletionResultType]::ParameterValue, 'Give pending entries to another consumer of their group')
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries without processing them')
            [CompletionResult]::new('dead-letter', 'dead-letter', [CompletionResultType]::ParameterValue, 'Copy pending entries to the dead letters of their stream, then acknowledge them')
            [CompletionResult]::new('purge-ghosts', 'purge-ghosts', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries that are gone from their stream')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;pending;claim' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Consumer that gets the entries; created if the group has none of that name')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; can be repeated')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; can be repeated')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery was at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Handle at most this many entries')
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
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the plan and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;pending;ack' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; can be repeated')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; can be repeated')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery was at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Handle at most this many entries')
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
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the plan and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;pending;dead-letter' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Reason to record in the dead letters [default: how often the entry was delivered]')
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; can be repeated')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; can be repeated')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery was at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Handle at most this many entries')
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
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the plan and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headers of tables and CSV')
            [CompletionResult]::new('--tls-insecure', '--tls-insecure', [CompletionResultType]::ParameterName, 'Accept any server certificate (insecure: traffic can be read and altered)')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;pending;purge-ghosts' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Only entries of this group; can be repeated')
            [CompletionResult]::new('--consumer', '--consumer', [CompletionResultType]::ParameterName, 'Only entries of this consumer; can be repeated')
            [CompletionResult]::new('--min-idle', '--min-idle', [CompletionResultType]::ParameterName, 'Only entries whose last delivery was at least this long ago')
            [CompletionResult]::new('--min-deliveries', '--min-deliveries', [CompletionResultType]::ParameterName, 'Only entries that were delivered at least this many times')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Handle at most this many entries')
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
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show the plan and change nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Skip the confirmation prompt')
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
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries without processing them')
            [CompletionResult]::new('dead-letter', 'dead-letter', [CompletionResultType]::ParameterValue, 'Copy pending entries to the dead letters of their stream, then acknowledge them')
            [CompletionResult]::new('purge-ghosts', 'purge-ghosts', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries that are gone from their stream')
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
            [CompletionResult]::new('--trades', '--trades', [CompletionResultType]::ParameterName, 'Number of trades, of 8 events each; until the run ends, each takes about 3 kB on the server')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'Longest allowed time from publishing an event to its delivery')
            [CompletionResult]::new('--run-timeout', '--run-timeout', [CompletionResultType]::ParameterName, 'Time limit for the whole run [default: 30s plus 10ms per trade]')
            [CompletionResult]::new('--junit', '--junit', [CompletionResultType]::ParameterName, 'Also write the verdict as `JUnit` XML, with a test case for each check and each group')
            [CompletionResult]::new('--inject', '--inject', [CompletionResultType]::ParameterName, 'Inject a fault, to prove that the test can fail: the verdict must name it')
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
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be created and checked, without touching a server')
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
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish an event, or a file of events')
            [CompletionResult]::new('lag', 'lag', [CompletionResultType]::ParameterValue, 'Show how far each consumer group lags behind its stream, in entries and in time')
            [CompletionResult]::new('tail', 'tail', [CompletionResultType]::ParameterValue, 'Follow streams, merged in ID order, from now or from a given point')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Show the registered service instances and their state')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages, one for each command')
            [CompletionResult]::new('pending', 'pending', [CompletionResultType]::ParameterValue, 'Show entries that were delivered and not acknowledged; claim, acknowledge, dead-letter or purge them')
            [CompletionResult]::new('flow-test', 'flow-test', [CompletionResultType]::ParameterValue, 'Prove that events flow: publish trades, consume them with every group, and check each delivery')
            [CompletionResult]::new('context', 'context', [CompletionResultType]::ParameterValue, 'Name servers, choose between them, and protect them from changes')
            [CompletionResult]::new('acl', 'acl', [CompletionResultType]::ParameterValue, 'Print the minimal ACL rules for the roles of the bus, as lines of an ACL file')
            [CompletionResult]::new('concepts', 'concepts', [CompletionResultType]::ParameterValue, 'Explain the terms that astra uses')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;help;setup' {
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the server''s current topology as YAML, which setup accepts with nothing to change')
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
            [CompletionResult]::new('ack', 'ack', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries without processing them')
            [CompletionResult]::new('dead-letter', 'dead-letter', [CompletionResultType]::ParameterValue, 'Copy pending entries to the dead letters of their stream, then acknowledge them')
            [CompletionResult]::new('purge-ghosts', 'purge-ghosts', [CompletionResultType]::ParameterValue, 'Acknowledge pending entries that are gone from their stream')
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
