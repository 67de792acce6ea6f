//! `--check`: what of an input could be published, without a server.

use std::io::Write as _;

use anyhow::Result;

use crate::commands::env::Env;
use crate::commands::publish::args::Args;
use crate::commands::publish::ending;
use crate::commands::publish::feed::{Feed, What};
use crate::commands::publish::journal::Book;
use crate::commands::publish::report::CheckReport;
use crate::commands::publish::source::Source;
use crate::commands::publish::tally::Tally;
use crate::commands::verdict::Verdict;
use crate::output::units::{Counted, Grouped};
use crate::output::{Format, Progress, stdout};

/// Reads the whole input and says what is wrong with it, without a server.
///
/// It is read on a thread of its own: Ctrl-C is heard while nothing comes.
pub(super) async fn run(args: &Args, feed: Feed, source: Source, env: &Env) -> Result<Verdict> {
    let (valid, bad) = tokio::task::spawn_blocking(move || count(feed, source)).await??;
    if valid + bad == 0 {
        ending::warn_of_nothing(args);
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

/// Counts the lines that can be published and those that cannot, and tells the latter.
fn count(feed: Feed, source: Source) -> Result<(u64, u64)> {
    let mut book = Book::new(Tally::default(), Progress::new(source.bytes));
    let mut valid = 0;
    feed.run(source, |batch| {
        book.progress.update(batch.mark, || format!("{valid} valid"));
        for tag in batch.into_tags() {
            match tag.what {
                What::Bad(reason) => book.reject(tag.line, &reason),
                What::Entry { .. } | What::StreamLookup | What::Done => valid += 1,
                What::Read(_) => {}
            }
        }
        true
    })?;
    book.progress.finish();
    book.tell_untold();
    Ok((valid, book.tally.bad))
}
