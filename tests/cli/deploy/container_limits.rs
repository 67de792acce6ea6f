//! Properties of the compose files that need no container: limits that fit the settings, and no default password.

use super::{compose::Compose, files::read};

const FILES: [&str; 2] = ["docker-compose.redis.yml", "docker-compose.cluster.yml"];

#[test]
fn a_server_has_room_to_fork_above_its_maxmemory() {
    for file in FILES {
        let compose = Compose::read(file);
        for name in compose.names().into_iter().filter(|name| name.starts_with("redis")) {
            let service = compose.service(name);
            let words = service.words();
            let own = words.iter().position(|word| word == "--maxmemory");
            let maxmemory = own.map_or_else(|| directive("maxmemory"), |at| words[at + 1].clone());
            let (limit, swap) = (service.setting("mem_limit"), service.setting("memswap_limit"));
            assert!(
                megabytes(limit.as_str().unwrap()) >= 2 * megabytes(&maxmemory) + 256,
                "{name}"
            );
            assert_eq!(limit, swap, "{name} may swap");
        }
    }
}

#[test]
fn a_server_may_open_as_many_files_as_it_accepts_clients() {
    let clients: u64 = directive("maxclients").parse().unwrap();
    for file in FILES {
        let compose = Compose::read(file);
        for name in compose.names().into_iter().filter(|name| name.starts_with("redis")) {
            let files = &compose.service(name).setting("ulimits")["nofile"];
            assert!(files["soft"].as_u64().unwrap() >= clients + 32, "{file}: {name}");
        }
    }
    let unit = read("deploy/systemd/astra-redis.service");
    let files = unit.lines().find_map(|line| line.strip_prefix("LimitNOFILE=")).unwrap();
    assert!(files.parse::<u64>().unwrap() >= clients + 32);
}

#[test]
fn every_container_is_confined() {
    for file in FILES {
        let compose = Compose::read(file);
        for name in compose.names() {
            let service = compose.service(name);
            assert_eq!(service.setting("read_only"), true, "{file}: {name}");
            assert_eq!(service.setting("cap_drop")[0], "ALL", "{file}: {name}");
            assert_eq!(
                service.setting("security_opt")[0],
                "no-new-privileges:true",
                "{file}: {name}"
            );
            for wanted in ["pids_limit", "mem_limit", "cpus", "restart", "logging"] {
                assert!(!service.setting(wanted).is_null(), "{file}: {name}: {wanted}");
            }
        }
    }
}

#[test]
fn no_password_has_a_default_or_is_on_a_command_line() {
    for file in FILES {
        let compose = Compose::read(file);
        assert!(compose.secrets().count() >= 3);
        for secret in compose.secrets() {
            assert!(secret.starts_with("${ASTRA_SECRETS:?"), "{file}: {secret}");
        }
        let words = compose.names().into_iter().flat_map(|name| compose.service(name).words());
        let telling = ["--requirepass", "--masterauth", "--pass", "-a"];
        assert_eq!(words.filter(|word| telling.contains(&word.as_str())).count(), 0, "{file}");
    }
}

fn directive(name: &str) -> String {
    let conf = read("redis.conf");
    let mut values = conf.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    values.next().unwrap_or_else(|| panic!("no `{name}`")).to_owned()
}

fn megabytes(text: &str) -> u64 {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number: u64 = digits.parse().unwrap();
    match &text[digits.len()..] {
        "gb" | "g" => number * 1024,
        "mb" | "m" => number,
        other => panic!("not a unit of memory: `{other}`"),
    }
}
