//! What may be a name in a topology: lower-case letters and digits, and a few marks behind the first.

/// Marks in a domain, an event or a prefix.
pub(super) const WORD_MARKS: &str = "_-";

/// Marks in the name of a group.
pub(super) const GROUP_MARKS: &str = "_-.:";

/// Whether a live group can be named in a topology.
pub fn is_group_name(text: &str) -> bool {
    is_name(text, GROUP_MARKS)
}

/// Whether a part of a live stream's name can be a domain or an event.
pub fn is_word(text: &str) -> bool {
    is_name(text, WORD_MARKS)
}

pub(super) fn is_name(text: &str, marks: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(is_plain) && text.chars().all(|c| is_plain(c) || marks.contains(c))
}
