//! The filters that decide which entries are shown.

#[cfg(feature = "filter")]
mod expression;

use astra_bus::Entry;
use astra_model::event::Field;
use regex::bytes::Regex;

#[cfg(feature = "filter")]
pub(super) use expression::Expression;

/// The filters; an entry is shown if all of them accept it
#[derive(clap::Args, Clone, Debug)]
#[command(next_help_heading = "Filters")]
pub(super) struct Filter {
    /// Only events of this flow; repeatable, like the next two
    #[arg(long, value_name = "ID")]
    correlation_id: Vec<String>,

    /// Only events of this type, e.g. Trading.TradeExecuted
    #[arg(long, value_name = "TYPE")]
    event_type: Vec<String>,

    /// Only events about this entity
    #[arg(long, value_name = "ID")]
    entity: Vec<String>,

    /// Only entries whose JSON line matches this regular expression
    #[arg(long, value_name = "REGEX")]
    grep: Option<Regex>,

    /// Only entries whose JSON line satisfies this jq expression, e.g. '.data.amount > 1000'
    #[cfg(feature = "filter")]
    #[arg(long = "where", value_name = "EXPR")]
    expression: Option<Expression>,
}

impl Filter {
    /// Whether the entry has the requested field values.
    pub(super) fn accepts(&self, entry: &Entry<'_>) -> bool {
        is_any_of(entry, Field::CorrelationId, &self.correlation_id)
            && is_any_of(entry, Field::EventType, &self.event_type)
            && is_any_of(entry, Field::EntityId, &self.entity)
    }

    /// Whether [`Filter::accepts_json`] has to be asked as well.
    pub(super) fn needs_json(&self) -> bool {
        #[cfg(feature = "filter")]
        if self.expression.is_some() {
            return true;
        }
        self.grep.is_some()
    }

    /// Whether the JSON line of an entry, without its line break, is accepted.
    pub(super) fn accepts_json(&mut self, line: &[u8]) -> bool {
        if self.grep.as_ref().is_some_and(|regex| !regex.is_match(line)) {
            return false;
        }
        #[cfg(feature = "filter")]
        if let Some(expression) = &mut self.expression {
            return expression.is_true_of(line);
        }
        true
    }

    /// Resets the count of entries on which the expression failed.
    pub(super) fn reset_failures(&mut self) {
        #[cfg(feature = "filter")]
        if let Some(expression) = &mut self.expression {
            expression.reset_failures();
        }
    }

    /// The number of entries on which the expression failed, and the first reason.
    pub(super) fn failures(&self) -> Option<(u64, &str)> {
        #[cfg(feature = "filter")]
        if let Some(expression) = &self.expression {
            return expression.failures();
        }
        None
    }
}

/// Whether the first value of the field is one of `wanted`; always true if `wanted` is empty.
fn is_any_of(entry: &Entry<'_>, field: Field, wanted: &[String]) -> bool {
    if wanted.is_empty() {
        return true;
    }
    let found = entry.fields().find(|(name, _)| *name == field.name().as_bytes());
    found.is_some_and(|(_, value)| wanted.iter().any(|wanted| wanted.as_bytes() == value))
}
