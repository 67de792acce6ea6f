//! The table of `astra pending --entries`, whose pages share one layout.

use astra_model::Name;

use crate::commands::pending::report::name;
use crate::output::{Cell, Column, Layout, Style, Table};
use crate::survey::PendingBinding;

/// The widest text of an age or an idle time.
const WIDEST_TIME: &str = "59m 59s";

/// Lays out pages of rows, one below the other, in the same columns.
#[derive(Debug)]
pub(super) struct Pages {
    style: Style,
    /// The rows that the layout was chosen for: every expected name, and the rows that did not fit.
    sample: Table,
    layout: Layout,
    is_begun: bool,
}

impl Pages {
    pub(super) fn new(
        style: Style,
        bindings: &[PendingBinding],
        has_ghosts: bool,
        with_payload: bool,
    ) -> Self {
        let mut sample = Table::new(&columns(has_ghosts, with_payload));
        let payload = with_payload.then(|| " ".repeat(style.width.unwrap_or(0).into()));
        for binding in bindings {
            for consumer in binding.state.consumers.iter().filter(|it| it.pending > 0) {
                sample.push(expected(binding, &consumer.name, payload.as_ref()));
            }
        }
        let layout = sample.layout(&style);
        Self { style, sample, layout, is_begun: false }
    }

    pub(super) fn has_headers(&self) -> bool {
        self.style.headers
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.sample.columns.iter().map(|column| column.key)
    }

    /// Renders a page. If the layout has to change on a terminal, the titles are printed again.
    pub(super) fn page(&mut self, rows: Vec<Vec<Cell>>) -> String {
        let table = Table { columns: self.sample.columns.clone(), rows };
        let is_held = self.layout.fits(&table);
        if !is_held {
            self.sample.rows.extend(table.rows.iter().cloned());
            self.layout = self.sample.layout(&self.style);
        }
        let is_new = !is_held && self.style.width.is_some();
        let headers = self.style.headers && (is_new || !self.is_begun);
        let text = table.render_in(&self.layout, &Style { headers, ..self.style.clone() });
        let gap = if headers && self.is_begun { "\n" } else { "" };
        self.is_begun |= !text.is_empty();
        format!("{gap}{text}")
    }
}

fn expected(binding: &PendingBinding, consumer: &Name, payload: Option<&String>) -> Vec<Cell> {
    let id = binding.state.newest.max(binding.state.oldest);
    let mut cells = vec![
        name(&binding.stream),
        name(&binding.group),
        name(consumer),
        id.map_or_else(|| Cell::new(""), Cell::new),
        Cell::new(WIDEST_TIME),
        Cell::new(WIDEST_TIME),
    ];
    cells.extend(["", ""].map(Cell::new));
    cells.extend(payload.map(Cell::new));
    cells
}

fn columns(has_ghosts: bool, with_payload: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::stream(),
        Column::text("GROUP", "group"),
        Column::text("CONSUMER", "consumer"),
        Column::word("ID", "id"),
        Column::number("AGE", "age_ms").optional(),
        Column::number("IDLE", "idle_ms").preferred(),
        Column::number("DELIVERIES", "deliveries").preferred(),
        Column::word("GHOST", "ghost").optional_unless(has_ghosts),
    ];
    columns.extend(with_payload.then_some(Column::excerpt("FIELDS", "fields")));
    columns
}
