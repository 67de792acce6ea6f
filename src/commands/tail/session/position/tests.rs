//! What a position detects, with stream heads made by hand.

use super::*;

fn id(ms: u64) -> EntryId {
    EntryId::new(ms, 0)
}

fn head(ids: &[u64], last: u64, added: u64) -> StreamHead {
    StreamHead {
        length: ids.len() as u64,
        first: ids.first().copied().map(id),
        last_generated: id(last),
        entries_added: Some(added),
    }
}

#[test]
fn nothing_is_lost_while_entries_follow_each_other() {
    let mut position = Position::new(id(2), &head(&[1, 2], 2, 2));
    assert_eq!(position.advance(id(3)) + position.advance(id(4)), 0);
    assert_eq!(position.reconcile(Some(&head(&[3, 4], 4, 4)), false), None);
    assert_eq!(position.advance(id(5)), 0);
    assert_eq!(position.reconcile(Some(&head(&[], 5, 5)), false), None);
}

#[test]
fn counts_entries_trimmed_before_they_are_read() {
    let mut position = Position::new(id(2), &head(&[1, 2], 2, 2));
    assert_eq!(
        position.reconcile(Some(&head(&[8, 9], 9, 9)), false),
        Some(StreamChange::EntriesLost(5))
    );
    assert_eq!(position.reconcile(Some(&head(&[8, 9], 9, 9)), false), None, "it is reported once");
    assert_eq!(position.advance(id(8)) + position.advance(id(9)), 0);
    assert_eq!(
        position.reconcile(Some(&head(&[], 12, 12)), false),
        Some(StreamChange::EntriesLost(3))
    );
    assert_eq!(position.after(), id(12));
}

#[test]
fn a_skipped_gap_is_counted_when_the_reader_has_caught_up() {
    let mut position = Position::new(id(2), &head(&[1, 2], 2, 2));
    assert_eq!(position.advance(id(8)), 0, "the counter was not read since");
    assert_eq!(
        position.reconcile(Some(&head(&[8], 8, 8)), false),
        Some(StreamChange::EntriesLost(5))
    );
}

#[test]
fn a_gap_in_a_busy_stream_is_counted_at_the_next_entry() {
    let mut position = Position::new(id(0), &head(&[1, 2, 3, 4], 4, 4));
    assert_eq!(position.advance(id(1)), 0);
    assert_eq!(position.advance(id(6)), 3, "2, 3 and 4 existed");
    assert_eq!(
        position.reconcile(Some(&head(&[6], 6, 6)), false),
        Some(StreamChange::EntriesLost(1)),
        "5 was added later"
    );
}

#[test]
fn history_trimmed_while_it_is_read_is_counted_at_its_end() {
    let mut position = Position::new(id(0), &head(&[3, 4, 5, 6], 6, 6));
    assert_eq!(position.advance(id(3)) + position.advance(id(6)), 0);
    assert_eq!(position.finish_range(id(6)), 2);
}

#[test]
fn a_reader_that_started_in_the_middle_reports_no_loss_until_it_has_caught_up() {
    let mut position = Position::new(id(4), &head(&[3, 4, 5, 6], 6, 6));
    assert_eq!(position.advance(id(6)) + position.finish_range(id(6)), 0);
    assert_eq!(
        position.reconcile(Some(&head(&[], 7, 7)), false),
        Some(StreamChange::EntriesLost(1))
    );
}

#[test]
fn a_stream_that_starts_over_lower_is_read_from_its_beginning() {
    let mut position = Position::new(id(9), &head(&[9], 9, 1));
    assert_eq!(
        position.reconcile(Some(&head(&[1], 1, 1)), false),
        Some(StreamChange::Recreated(None))
    );
    assert_eq!(position.after(), EntryId::MIN);
    assert_eq!(position.advance(id(1)), 0);
    assert_eq!(position.reconcile(Some(&head(&[1], 1, 1)), false), None);
}

#[test]
fn a_stream_that_starts_over_higher_shows_in_its_counter() {
    let mut position = Position::new(id(5), &head(&[1, 5], 5, 2));
    assert_eq!(position.advance(id(20)), 0);
    let change = position.reconcile(Some(&head(&[20], 20, 1)), false);
    assert_eq!(change, Some(StreamChange::Recreated(Some(id(5)))));
    assert_eq!(position.after(), id(20));
    assert_eq!(position.reconcile(Some(&head(&[20], 20, 1)), false), None);
}

#[test]
fn a_stream_that_is_back_after_its_deletion_is_a_new_one() {
    let mut position = Position::new(id(5), &head(&[5], 5, 1));
    assert_eq!(position.reconcile(None, false), Some(StreamChange::Deleted));
    assert_eq!(position.reconcile(None, false), None, "it is reported once");
    let change = position.reconcile(Some(&head(&[1, 6], 6, 2)), false);
    assert_eq!(change, Some(StreamChange::Recreated(Some(id(5)))));
}

#[test]
fn a_server_that_lost_the_last_entries_is_not_read_from_the_beginning() {
    let mut position = Position::new(id(9), &head(&[1, 9], 9, 9));
    assert_eq!(
        position.reconcile(Some(&head(&[1, 7], 7, 7)), true),
        Some(StreamChange::RolledBack)
    );
    assert_eq!(position.after(), id(7));
    let mut position = Position::new(id(9), &head(&[5, 9], 9, 9));
    let fresh = head(&[1], 1, 1);
    assert_eq!(position.reconcile(Some(&fresh), true), Some(StreamChange::Recreated(None)));
}
