//! One measured point, as a row of the table or of the CSV file.

/// The header of the table.
pub(crate) const TABLE: &str =
    "| what grows | to | what is measured | value |\n| --- | ---: | --- | ---: |";

/// The header of the CSV file.
pub(crate) const CSV: &str = "grows,to,measured,value,unit";

/// A cost at one size of the growing quantity.
#[derive(Debug)]
pub(crate) struct Point {
    pub(crate) grows: &'static str,
    pub(crate) to: u64,
    pub(crate) measured: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
}

impl Point {
    pub(crate) fn row(&self) -> String {
        let whole = format!("{:.0}", self.value);
        let value = if whole.len() < 3 { format!("{:.1}", self.value) } else { grouped(&whole) };
        let to = grouped(&self.to.to_string());
        format!("| {} | {to} | {} | {value} {} |", self.grows, self.measured, self.unit)
    }

    pub(crate) fn csv(&self) -> String {
        format!("{},{},{},{:.3},{}", self.grows, self.to, self.measured, self.value, self.unit)
    }
}

/// Separates digits in groups of three.
fn grouped(digits: &str) -> String {
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).unwrap())
        .collect();
    groups.join(",")
}
