
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
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand setup 'Make the server match the topology: every group on every stream that its patterns match'
            cand lag 'Show how far each consumer group trails its stream, in entries and in time'
            cand services 'Show which instances of which services are registered, and how they are'
            cand sandbox 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
            cand completions 'Print the completions for a shell'
            cand man 'Write the manual pages, one for each command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;setup'= {
            cand --watch 'Go on, and provision streams as they appear, looking again after each interval'
            cand --wait-for-server 'Wait this long for a server that is starting or loading its data'
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --check 'Change nothing; exit 1 if a promised group is missing'
            cand --dry-run 'Show what would be done, and do nothing'
            cand --prune 'Also remove groups that the topology does not name, and streams named like a pattern, where they are empty'
            cand --force 'Remove them even where they hold entries, pending entries or active consumers'
            cand -y 'Agree to what `--prune` removes beforehand'
            cand --yes 'Agree to what `--prune` removes beforehand'
            cand --validate 'Only check the topology file, without a server'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand export 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;setup;export'= {
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;setup;help'= {
            cand export 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;setup;help;export'= {
        }
        &'astra;setup;help;help'= {
        }
        &'astra;lag'= {
            cand --group 'Show only this group; may be given several times'
            cand --max-lag 'Exit 1 if a group trails by more than this many entries, or by an unknown number'
            cand --max-seconds 'Exit 1 if the oldest undelivered entry is older than this, or of unknown age'
            cand --max-pending 'Exit 1 if a group has more than this many pending entries'
            cand --count-cap 'Entries counted at most for a group, where the lag is not known without counting'
            cand --watch 'Go on, with rates in, out, and the time to catch up'
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --only-lagging 'Leave out the groups that are up to date'
            cand --no-headers 'Leave out the headings of tables and CSV'
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
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --probe 'Call the health URL of each instance as well, each within --timeout'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;sandbox'= {
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;completions'= {
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;man'= {
            cand --url 'Server: redis://[user:password@]host[:port][/database] or unix:///socket'
            cand -f 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand --file 'Topology file, `-` for standard input [default: ./groups.yaml, else the built-in one]'
            cand -o 'Form of what is printed'
            cand --output 'Form of what is printed'
            cand --color 'When to colour'
            cand --timeout 'Bound for connecting and for each answer'
            cand --no-headers 'Leave out the headings of tables and CSV'
            cand -v 'Log every Redis command with its latency to standard error'
            cand --verbose 'Log every Redis command with its latency to standard error'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'astra;help'= {
            cand setup 'Make the server match the topology: every group on every stream that its patterns match'
            cand lag 'Show how far each consumer group trails its stream, in entries and in time'
            cand services 'Show which instances of which services are registered, and how they are'
            cand sandbox 'Start a private, provisioned Redis server that lives until Ctrl-C, or while a command runs'
            cand completions 'Print the completions for a shell'
            cand man 'Write the manual pages, one for each command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'astra;help;setup'= {
            cand export 'Write the topology that is live on the server, as YAML that setup accepts with nothing to change'
        }
        &'astra;help;setup;export'= {
        }
        &'astra;help;lag'= {
        }
        &'astra;help;services'= {
        }
        &'astra;help;sandbox'= {
        }
        &'astra;help;completions'= {
        }
        &'astra;help;man'= {
        }
        &'astra;help;help'= {
        }
    ]
    $completions[$command]
}
