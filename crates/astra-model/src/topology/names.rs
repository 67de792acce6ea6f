//! Owns the rule for names in a topology: lowercase letters and digits, and after the first also some punctuation.

/// Punctuation allowed in a domain, an event or a prefix.
pub(super) const STREAM_PUNCTUATION: &str = "_-";

/// Punctuation allowed in the name of a group.
pub(super) const GROUP_PUNCTUATION: &str = "_-.:";

/// Reports whether a topology can contain a group of this name.
pub fn is_group_name(text: &str) -> bool {
    is_name(text, GROUP_PUNCTUATION)
}

/// Reports whether a part of a stream name can be a domain or an event in a topology.
pub fn is_domain_or_event_name(text: &str) -> bool {
    is_name(text, STREAM_PUNCTUATION)
}

pub(super) fn is_name(text: &str, punctuation: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.starts_with(is_plain) && text.chars().all(|c| is_plain(c) || punctuation.contains(c))
}
