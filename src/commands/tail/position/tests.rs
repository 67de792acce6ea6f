//! What a look at a stream says, by hand-made tips.

use super::*;

fn id(ms: u64) -> EntryId {
    EntryId::new(ms, 0)
}

fn tip(ids: &[u64], last: u64, added: u64) -> StreamHead {
    StreamHead {
        length: ids.len() as u64,
        first: ids.first().copied().map(id),
        last_generated: id(last),
        entries_added: Some(added),
    }
}

#[test]
fn nothing_is_lost_while_entries_come_one_after_the_other() {
    let mut position = Position::new(id(2), &tip(&[1, 2], 2, 2));
    assert_eq!(position.pass(id(3)) + position.pass(id(4)), 0);
    assert_eq!(position.meet(Some(&tip(&[3, 4], 4, 4)), false), None);
    assert_eq!(position.pass(id(5)), 0);
    assert_eq!(position.meet(Some(&tip(&[], 5, 5)), false), None);
}

#[test]
fn counts_what_was_trimmed_before_it_was_read() {
    let mut position = Position::new(id(2), &tip(&[1, 2], 2, 2));
    assert_eq!(position.meet(Some(&tip(&[8, 9], 9, 9)), false), Some(Finding::Lost(5)));
    assert_eq!(position.meet(Some(&tip(&[8, 9], 9, 9)), false), None, "it is told once");
    assert_eq!(position.pass(id(8)) + position.pass(id(9)), 0);
    assert_eq!(position.meet(Some(&tip(&[], 12, 12)), false), Some(Finding::Lost(3)));
    assert_eq!(position.after, id(12));
}

#[test]
fn a_gap_that_was_read_past_is_counted_when_the_reader_is_up_to_date() {
    let mut position = Position::new(id(2), &tip(&[1, 2], 2, 2));
    assert_eq!(position.pass(id(8)), 0, "the counter was not looked at since");
    assert_eq!(position.meet(Some(&tip(&[8], 8, 8)), false), Some(Finding::Lost(5)));
}

#[test]
fn a_gap_in_a_stream_that_never_rests_is_counted_at_the_next_entry() {
    let mut position = Position::new(id(0), &tip(&[1, 2, 3, 4], 4, 4));
    assert_eq!(position.pass(id(1)), 0);
    assert_eq!(position.pass(id(6)), 3, "2, 3 and 4 were there");
    assert_eq!(position.meet(Some(&tip(&[6], 6, 6)), false), Some(Finding::Lost(1)), "and 5 came");
}

#[test]
fn history_that_is_trimmed_while_it_is_read_is_counted_at_its_end() {
    let mut position = Position::new(id(0), &tip(&[3, 4, 5, 6], 6, 6));
    assert_eq!(position.pass(id(3)) + position.pass(id(6)), 0);
    assert_eq!(position.reach(id(6)), 2);
}

#[test]
fn a_reader_that_began_in_the_middle_claims_nothing_until_it_is_up_to_date() {
    let mut position = Position::new(id(4), &tip(&[3, 4, 5, 6], 6, 6));
    assert_eq!(position.pass(id(6)) + position.reach(id(6)), 0);
    assert_eq!(position.meet(Some(&tip(&[], 7, 7)), false), Some(Finding::Lost(1)));
}

#[test]
fn a_stream_that_starts_over_lower_is_read_from_its_beginning() {
    let mut position = Position::new(id(9), &tip(&[9], 9, 1));
    assert_eq!(position.meet(Some(&tip(&[1], 1, 1)), false), Some(Finding::Recreated(None)));
    assert_eq!(position.after, EntryId::MIN);
    assert_eq!(position.pass(id(1)), 0);
    assert_eq!(position.meet(Some(&tip(&[1], 1, 1)), false), None);
}

#[test]
fn a_stream_that_starts_over_higher_shows_in_its_counter() {
    let mut position = Position::new(id(5), &tip(&[1, 5], 5, 2));
    assert_eq!(position.pass(id(20)), 0);
    let found = position.meet(Some(&tip(&[20], 20, 1)), false);
    assert_eq!(found, Some(Finding::Recreated(Some(id(5)))));
    assert_eq!(position.after, id(20));
    assert_eq!(position.meet(Some(&tip(&[20], 20, 1)), false), None);
}

#[test]
fn a_stream_that_was_away_and_is_back_is_another_one() {
    let mut position = Position::new(id(5), &tip(&[5], 5, 1));
    assert_eq!(position.meet(None, false), Some(Finding::Deleted));
    assert_eq!(position.meet(None, false), None, "it is told once");
    let found = position.meet(Some(&tip(&[1, 6], 6, 2)), false);
    assert_eq!(found, Some(Finding::Recreated(Some(id(5)))));
}

#[test]
fn a_server_that_lost_the_last_entries_is_not_read_from_the_beginning() {
    let mut position = Position::new(id(9), &tip(&[1, 9], 9, 9));
    assert_eq!(position.meet(Some(&tip(&[1, 7], 7, 7)), true), Some(Finding::RolledBack));
    assert_eq!(position.after, id(7));
    let mut position = Position::new(id(9), &tip(&[5, 9], 9, 9));
    let fresh = tip(&[1], 1, 1);
    assert_eq!(position.meet(Some(&fresh), true), Some(Finding::Recreated(None)));
}
