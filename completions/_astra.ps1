
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
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Make the server match the topology: every group on every stream that its patterns match')
            [CompletionResult]::new('lag', 'lag', [CompletionResultType]::ParameterValue, 'Show how far each consumer group trails its stream, in entries and in time')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Show which instances of which services are registered, and how they are')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages, one for each command')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;setup' {
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on, and provision streams as they appear, looking again after each interval')
            [CompletionResult]::new('--wait-for-server', '--wait-for-server', [CompletionResultType]::ParameterName, 'Wait this long for a server that is starting or loading its data')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Change nothing; exit 1 if a promised group is missing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would be done, and do nothing')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Also remove groups that the topology does not name, and streams named like a pattern, where they are empty')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Remove them even where they hold entries, pending entries or active consumers')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Agree to what `--prune` removes beforehand')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Agree to what `--prune` removes beforehand')
            [CompletionResult]::new('--validate', '--validate', [CompletionResultType]::ParameterName, 'Only check the topology file, without a server')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'astra;setup;export' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
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
        'astra;lag' {
            [CompletionResult]::new('--group', '--group', [CompletionResultType]::ParameterName, 'Show only this group; may be given several times')
            [CompletionResult]::new('--max-lag', '--max-lag', [CompletionResultType]::ParameterName, 'Exit 1 if a group trails by more than this many entries, or by an unknown number')
            [CompletionResult]::new('--max-seconds', '--max-seconds', [CompletionResultType]::ParameterName, 'Exit 1 if the oldest undelivered entry is older than this, or of unknown age')
            [CompletionResult]::new('--max-pending', '--max-pending', [CompletionResultType]::ParameterName, 'Exit 1 if a group has more than this many pending entries')
            [CompletionResult]::new('--count-cap', '--count-cap', [CompletionResultType]::ParameterName, 'Entries counted at most for a group, where the lag is not known without counting')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on, with rates in, out, and the time to catch up')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--only-lagging', '--only-lagging', [CompletionResultType]::ParameterName, 'Leave out the groups that are up to date')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
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
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--probe', '--probe', [CompletionResultType]::ParameterName, 'Call the health URL of each instance as well, each within --timeout')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;sandbox' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;completions' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;man' {
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Server: redis://[user:password@]host[:port][/database] or unix:///socket')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Form of what is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Bound for connecting and for each answer')
            [CompletionResult]::new('--no-headers', '--no-headers', [CompletionResultType]::ParameterName, 'Leave out the headings of tables and CSV')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Log every Redis command with its latency to standard error')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'astra;help' {
            [CompletionResult]::new('setup', 'setup', [CompletionResultType]::ParameterValue, 'Make the server match the topology: every group on every stream that its patterns match')
            [CompletionResult]::new('lag', 'lag', [CompletionResultType]::ParameterValue, 'Show how far each consumer group trails its stream, in entries and in time')
            [CompletionResult]::new('services', 'services', [CompletionResultType]::ParameterValue, 'Show which instances of which services are registered, and how they are')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completions for a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Write the manual pages, one for each command')
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
        'astra;help;lag' {
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
        'astra;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
