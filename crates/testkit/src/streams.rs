//! Streams and consumer groups, set up and read back in raw Redis.

use crate::{reply::Reply, server::Server};

impl Server {
    /// Adds the entries `ID-0` for each of these numbers, each with the field `n`.
    #[track_caller]
    pub fn add_entries(&self, stream: &str, ids: impl IntoIterator<Item = u64>) {
        self.load(ids.into_iter().map(|number| {
            [
                "XADD".into(),
                stream.to_owned(),
                format!("{number}-0"),
                "n".into(),
                number.to_string(),
            ]
        }));
    }

    /// Creates a group that starts at the beginning of the stream, and the stream if it does not exist.
    #[track_caller]
    pub fn create_group(&self, stream: &str, group: &str) {
        self.redis(&["XGROUP", "CREATE", stream, group, "0", "MKSTREAM"]).ok();
    }

    /// Lets a consumer read the next `count` entries of its group. They stay pending.
    #[track_caller]
    pub fn deliver(&self, stream: &str, group: &str, consumer: &str, count: u64) {
        let count = count.to_string();
        let command =
            ["XREADGROUP", "GROUP", group, consumer, "COUNT", &count, "STREAMS", stream, ">"];
        self.redis(&command).ok();
    }

    /// The number of entries in a stream.
    #[track_caller]
    pub fn length(&self, stream: &str) -> i64 {
        self.redis(&["XLEN", stream]).ok().int()
    }

    /// All entries of a stream, in its order.
    #[track_caller]
    pub fn entries(&self, stream: &str) -> Vec<Reply> {
        self.redis(&["XRANGE", stream, "-", "+"]).ok().items().to_vec()
    }

    /// The `entity_id`s of the events in a stream, in its order; see [`crate::event_lines`].
    #[track_caller]
    pub fn event_numbers(&self, stream: &str) -> Vec<usize> {
        let number = |entry: &Reply| entry.entry_field("entity_id").parse().unwrap();
        self.entries(stream).iter().map(number).collect()
    }

    /// The pending entries of a group: entry ID, consumer, delivery count.
    #[track_caller]
    pub fn pending(&self, stream: &str, group: &str) -> Vec<(String, String, i64)> {
        let reply = self.redis(&["XPENDING", stream, group, "-", "+", "100000"]).ok();
        let row = |row: &Reply| {
            let row = row.items();
            (row[0].text().to_owned(), row[1].text().to_owned(), row[3].int())
        };
        reply.items().iter().map(row).collect()
    }

    /// Every group of every stream, sorted: stream, group, last delivered ID.
    #[track_caller]
    pub fn bindings(&self) -> Vec<(String, String, String)> {
        let keys = self.redis(&["KEYS", "*"]);
        let mut found = Vec::new();
        for stream in keys.texts() {
            if self.redis(&["TYPE", stream]).text() == "stream" {
                for group in self.redis(&["XINFO", "GROUPS", stream]).items() {
                    let text = |field: &str| group.field(field).text().to_owned();
                    found.push((stream.to_owned(), text("name"), text("last-delivered-id")));
                }
            }
        }
        found.sort();
        found
    }

    /// How often clients called a command, by its name in `INFO commandstats` (`xadd`, `config|set`).
    #[track_caller]
    pub fn calls(&self, command: &str) -> u64 {
        let stats = self.redis(&["INFO", "commandstats"]);
        let start = format!("cmdstat_{command}:calls=");
        let line = stats.text().lines().find_map(|line| line.strip_prefix(&start));
        line.map_or(0, |rest| rest.split(',').next().unwrap().parse().unwrap())
    }
}
