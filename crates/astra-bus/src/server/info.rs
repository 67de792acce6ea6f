//! The replies to `INFO`.

use redis::cmd;

use crate::cluster::bus::Bus;
use crate::error::bus_error::BusError;
use crate::node::handle::Node;
use crate::protocol::value;

/// The parts of an `INFO` reply that callers use.
#[derive(Clone, Debug)]
pub struct Info {
    /// Seconds of CPU time that all threads of the server have used; `None` if it does not report them.
    pub cpu_seconds: Option<f64>,
}

impl Info {
    fn read(text: &str) -> Self {
        let number = |name| info(text, name)?.parse::<f64>().ok();
        let cpu = number("used_cpu_sys").zip(number("used_cpu_user"));
        Self { cpu_seconds: cpu.map(|(system, user)| system + user) }
    }
}

impl Node {
    async fn info(&self) -> Result<Info, BusError> {
        let reply = self.call("", &cmd("INFO")).await?;
        let text = value::text(&reply).ok_or_else(|| value::unexpected("INFO", "text"))?;
        Ok(Info::read(&text))
    }
}

impl Bus {
    /// Reads `INFO` of every server.
    ///
    /// # Errors
    /// A server that cannot be reached, or that denies `INFO`.
    pub async fn info(&self) -> Result<Vec<Info>, BusError> {
        let answers = self.on_each_master(async |node| node.info().await).await?;
        Ok(answers.into_iter().map(|(_, info)| info).collect())
    }
}

/// Returns the value of a `name:value` line in an `INFO` reply.
pub(crate) fn info<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_time_is_known_only_if_both_of_its_parts_are() {
        let both = "# CPU\r\nused_cpu_sys:1.5\r\nused_cpu_user:2.25\r\n";
        assert_eq!(Info::read(both).cpu_seconds, Some(3.75));
        for part in ["", "used_cpu_sys:1.5\r\n", "used_cpu_sys:1.5\r\nused_cpu_user:n/a\r\n"] {
            assert_eq!(Info::read(part).cpu_seconds, None, "{part}");
        }
    }
}
