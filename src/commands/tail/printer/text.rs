//! An entry as one readable line: time, stream, type, entity, correlation and payload.
//!
//! On a terminal, lines are cut to its width, and a line with the date is inserted when it changes.
//! Elsewhere nothing is cut, and every line is an entry and starts with its date.

use anstyle::{AnsiColor, Style as Paint};
use astra_bus::Entry;
use astra_model::Name;
use astra_model::event::{Event, Field, Payload};
use unicode_width::UnicodeWidthChar as _;

use crate::output::Style;
use crate::output::units::sanitize;

/// The greatest width of a column; longer content shifts only its own line.
const MAX_WIDTH: usize = 40;

/// Writes readable lines; columns grow with their content.
#[derive(Debug)]
pub(crate) struct TextLines {
    style: Style,
    /// The prefix of the bus with its dot, which is not printed.
    prefix: String,
    /// The date that was printed last.
    date: String,
    /// Widths of the stream, type, entity and correlation.
    widths: [usize; 4],
}

/// A line under construction, and the terminal columns that are left for it.
struct Line<'a> {
    out: &'a mut Vec<u8>,
    left: usize,
    color: bool,
}

const DIM: Paint = Paint::new().dimmed();

const PLAIN: Paint = Paint::new();

const WARNING: Paint = AnsiColor::Yellow.on_default();

impl TextLines {
    pub(crate) fn new(style: Style, prefix: &str) -> Self {
        Self { style, prefix: format!("{prefix}."), date: String::new(), widths: [0; 4] }
    }

    /// Appends the line of an entry, including its line break.
    pub(crate) fn write(&mut self, out: &mut Vec<u8>, stream: &Name, entry: &Entry<'_>) {
        self.style.follow_resize();
        let event = Event::read(entry.fields());
        let time = self.time(out, entry);
        let left = self.style.width.map_or(usize::MAX, usize::from);
        let mut line = Line { out, left, color: self.style.color };
        line.put(&time, DIM);
        let name = stream.to_string();
        let shown = name.strip_prefix(&self.prefix).filter(|rest| !rest.is_empty());
        let shown = shown.unwrap_or(&name);
        line.column(shown, domain_paint(shown), &mut self.widths[0]);
        if event.text(Field::EventType).is_empty() {
            line.put(&pairs(entry.fields()), PLAIN);
        } else {
            line.column(event.text(Field::EventType), PLAIN, &mut self.widths[1]);
            line.column(or_dash(event.text(Field::EntityId)), PLAIN, &mut self.widths[2]);
            let correlation = event.text(Field::CorrelationId);
            let correlation =
                if self.style.width.is_some() { short(correlation) } else { correlation };
            line.column(or_dash(correlation), DIM, &mut self.widths[3]);
            line.payload_with_flaws(&event, &name, self.style.width.is_some());
        }
        out.push(b'\n');
    }

    /// The entry's time, or its ID if that contains no time. Appends the date if it has changed.
    fn time(&mut self, out: &mut Vec<u8>, entry: &Entry<'_>) -> String {
        let Some(time) = entry.id.time() else { return format!("{}  ", entry.id) };
        if self.style.width.is_none() {
            return time.strftime("%Y-%m-%d %H:%M:%S%.3fZ  ").to_string();
        }
        let date = time.strftime("%Y-%m-%d UTC").to_string();
        if self.date != date {
            let mut line = Line { out, left: usize::MAX, color: self.style.color };
            line.put(&date, DIM);
            out.push(b'\n');
            self.date = date;
        }
        time.strftime("%H:%M:%S%.3f  ").to_string()
    }
}

impl Line<'_> {
    /// Appends text with control characters escaped, cut with `…` if the line is full.
    fn put(&mut self, text: &str, paint: Paint) {
        let clean = sanitize(text);
        let fitting = fitting(&clean, self.left);
        self.left -= width(fitting).min(self.left);
        let painted = self.color && paint != PLAIN && !fitting.is_empty();
        if painted {
            self.out.extend_from_slice(paint.render().to_string().as_bytes());
        }
        self.out.extend_from_slice(fitting.as_bytes());
        if fitting.len() < clean.len() && self.left > 0 {
            self.out.extend_from_slice("…".as_bytes());
            self.left = 0;
        }
        if painted {
            self.out.extend_from_slice(paint.render_reset().to_string().as_bytes());
        }
    }

    /// Appends text and pads it to the width of its column, which grows to hold it.
    fn column(&mut self, text: &str, paint: Paint, columns: &mut usize) {
        self.put(text, paint);
        let width = width(&sanitize(text));
        *columns = (*columns).max(width.min(MAX_WIDTH));
        self.put(&" ".repeat(columns.saturating_sub(width) + 2), PLAIN);
    }

    /// Appends the payload and the flaws of the event. On a terminal, a mark precedes the payload
    /// and the description follows it if it fits; elsewhere the description precedes the payload.
    fn payload_with_flaws(&mut self, event: &Event<'_>, stream: &str, is_terminal: bool) {
        let Some(flaws) = describe_flaws(event, stream) else { return self.payload(event) };
        if !is_terminal {
            self.put(&format!("[! {flaws}] "), WARNING);
            return self.payload(event);
        }
        self.put("! ", WARNING);
        self.payload(event);
        let flaws = format!("  [! {flaws}]");
        if width(&flaws) <= self.left {
            self.put(&flaws, WARNING);
        }
    }

    /// Appends the `data` field, or, if it is empty, the fields that are not part of the envelope.
    fn payload(&mut self, event: &Event<'_>) {
        match event.payload() {
            Payload::Empty => self.put(&pairs(event.extra()), PLAIN),
            _ => self.put(event.text(Field::Data), PLAIN),
        }
    }
}

/// The first flaw of an event, and how many others there are.
fn describe_flaws(event: &Event<'_>, stream: &str) -> Option<String> {
    let flaws = event.flaws(stream);
    let first = flaws.first()?;
    Some(match flaws.len() - 1 {
        0 => first.to_string(),
        more => format!("{first}, and {more} more"),
    })
}

/// The part of `text` that fits, leaving a column for `…` if it has to be cut.
fn fitting(text: &str, columns: usize) -> &str {
    if columns == usize::MAX || width(text) <= columns {
        return text;
    }
    let mut used = 0;
    let end = text.char_indices().find(|(_, character)| {
        used += character.width().unwrap_or(0);
        used + 1 > columns
    });
    end.map_or(text, |(end, _)| &text[..end])
}

fn width(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}

fn or_dash(text: &str) -> &str {
    if text.is_empty() { "-" } else { text }
}

/// The first group of a UUID, which is enough to distinguish flows; any other id is kept whole.
fn short(correlation: &str) -> &str {
    if uuid::Uuid::try_parse(correlation).is_ok() { &correlation[..8] } else { correlation }
}

/// The color of each domain.
fn domain_paint(stream: &str) -> Paint {
    let color = match stream.split('.').next() {
        Some("trading") => AnsiColor::Green,
        Some("gamification") => AnsiColor::Magenta,
        Some("social") => AnsiColor::Cyan,
        Some("financial") => AnsiColor::Blue,
        Some("nft") => AnsiColor::BrightMagenta,
        Some("user") => AnsiColor::BrightBlue,
        _ => return PLAIN,
    };
    color.on_default()
}

/// Fields as `name=value`; bytes that are not UTF-8 are escaped.
fn pairs<'a>(fields: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> String {
    let text = |bytes: &[u8]| match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => Name::from(bytes.to_vec()).to_string(),
    };
    let pairs = fields.map(|(name, value)| format!("{}={}", text(name), text(value)));
    pairs.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_to_columns_and_not_to_bytes() {
        assert_eq!(fitting("abcdef", 6), "abcdef");
        assert_eq!(fitting("abcdef", 5), "abcd");
        assert_eq!(fitting("日本語", 5), "日本");
        assert_eq!(fitting("日本語", 4), "日");
        assert_eq!(fitting("abc", 0), "");
    }

    #[test]
    fn only_a_uuid_is_shortened() {
        assert_eq!(short("3f2a91bc-0000-4000-8000-000000000000"), "3f2a91bc");
        assert_eq!(short("order-for-user-123"), "order-for-user-123");
    }
}
