//! Long lists of pending entries, read page by page.

use astra_bus::PendingPages;
use astra_testkit::Server;

use crate::scene::{bus, id, name, pending_state};

const STREAM: &str = "astra.nft.nftsold.v1";

/// The pages of a consumer's pending entries are bounded, and the walk finds each entry once.
#[tokio::test]
async fn pending_entries_are_read_in_bounded_pages() {
    let server = Server::start();
    server.create_group(STREAM, "g");
    server.add_entries(STREAM, 1..=20_000);
    server.deliver(STREAM, "g", "busy", 15_000);
    server.deliver(STREAM, "g", "idle", 5000);
    let bus = bus(&server.url());
    let state = pending_state(&bus, STREAM).await;
    assert_eq!(
        (state.pending, state.oldest, state.newest),
        (20_000, Some(id(1)), Some(id(20_000)))
    );
    let (stream, group, idle) = (name(STREAM), name("g"), name("idle"));
    assert_eq!(state.consumer(&idle).unwrap().pending, 5000);
    let mut pages = PendingPages::new(&bus, (&stream, &group), &state, Some(&idle));
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        assert!(page.len() <= 1000, "{}", page.len());
        ids.extend(page.iter().map(|entry| entry.id));
        pages.resize(100);
    }
    assert!(ids.into_iter().eq((15_001..=20_000).map(id)));
}
