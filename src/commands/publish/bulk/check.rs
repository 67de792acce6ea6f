//! `--check`: counts the lines that could be published, without a server.

use std::io::Write as _;

use crate::commands::env::{CommandResult, Env};
use crate::commands::publish::args::Args;
use crate::commands::publish::bulk::conclusion;
use crate::commands::publish::bulk::run_state::RunState;
use crate::commands::publish::input::{LineKind, LineReader, Source};
use crate::commands::publish::report::{CheckReport, Tally};
use crate::commands::verdict::Verdict;
use crate::output::units::{Counted, Grouped};
use crate::output::{Format, Progress, stdout};

/// Reads the whole input and reports its bad lines.
///
/// A thread of its own reads, so that Ctrl-C works while no input comes.
pub(super) async fn run(
    args: &Args,
    reader: LineReader,
    source: Source,
    env: &Env,
) -> CommandResult {
    let (valid, bad) = tokio::task::spawn_blocking(move || count(reader, source)).await??;
    if valid + bad == 0 {
        conclusion::warn_of_no_event(args);
    }
    let report = CheckReport { published: 0, failed: bad, valid, bad, dry_run: true };
    if env.out.format() == Format::Table {
        let mut stdout = stdout();
        writeln!(stdout, "{} to publish, {} bad", Counted(valid, "event"), Grouped(bad))?;
    } else {
        env.out.print(&report)?;
    }
    Ok(Verdict::pass_if(bad == 0))
}

/// Counts the lines that can be published and those that cannot, and prints the latter.
fn count(reader: LineReader, source: Source) -> CommandResult<(u64, u64)> {
    let mut state = RunState::new(Tally::default(), None, Progress::new(source.bytes));
    let mut valid = 0;
    reader.run(source, |batch| {
        state.progress.update(batch.mark, || format!("{valid} valid"));
        for tag in batch.into_tags() {
            match tag.kind {
                LineKind::Bad(reason) => state.reject(tag.line, &reason),
                LineKind::Entry { .. } | LineKind::Found | LineKind::Done => valid += 1,
                LineKind::Checkpoint(_) => {}
            }
        }
        true
    })?;
    state.progress.finish();
    state.note_hidden_bad_lines();
    Ok((valid, state.tally.bad))
}
