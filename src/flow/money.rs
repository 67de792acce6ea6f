//! Amounts of money: exact decimals, never binary floating point.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// An amount of money, formatted with two decimals, or more if it needs them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Money(Decimal);

/// A text that is not an exact decimal amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not a decimal amount", .0.escape_debug())]
pub(crate) struct NotMoney(String);

impl Money {
    /// Returns an amount in cents.
    pub(crate) const fn cents(cents: u32) -> Self {
        Self(Decimal::from_parts(cents, 0, 0, false, 2))
    }

    /// Returns `thousandths` thousandths of the amount, or `None` if the result has too many digits to be exact.
    pub(crate) fn per_mille(self, thousandths: u32) -> Option<Self> {
        let share = Decimal::new(i64::from(thousandths), 3);
        let product = self.0.checked_mul(share)?;
        // A product that was rounded has lost decimals.
        let is_exact = product.scale() == self.0.scale() + share.scale();
        (is_exact || self.0.is_zero()).then_some(Self(product))
    }

    /// Returns how many whole hundreds the amount holds; negative amounts hold none.
    pub(crate) fn whole_hundreds(self) -> Option<u64> {
        let hundreds = (self.0.floor() / Decimal::ONE_HUNDRED).floor();
        u64::try_from(hundreds.max(Decimal::ZERO)).ok()
    }

    /// Returns whether the amount is above zero.
    pub(crate) fn is_gain(self) -> bool {
        self.0 > Decimal::ZERO
    }
}

impl FromStr for Money {
    type Err = NotMoney;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Decimal::from_str_exact(text).map(Self).map_err(|_| NotMoney(text.to_owned()))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut amount = self.0.normalize();
        if amount.scale() < 2 {
            amount.rescale(2);
        }
        amount.fmt(f)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    /// Reads a JSON string, or the digits of a JSON number without a detour through floating point.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&RawValue>::deserialize(deserializer)?.get();
        json.trim_matches('"').parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_have_two_decimals_or_as_many_as_they_need() {
        for (text, written) in
            [("1500", "1500.00"), ("75.0000", "75.00"), ("1.23456", "1.23456"), ("-0.5", "-0.50")]
        {
            assert_eq!(money(text).to_string(), written);
        }
    }

    #[test]
    fn numbers_and_strings_are_read_digit_by_digit() {
        let read = |json| serde_json::from_str::<Money>(json).map(|money| money.to_string());
        assert_eq!(read("0.1000000000000000055").unwrap(), "0.1000000000000000055");
        assert_eq!(read("\"1500.00\"").unwrap(), "1500.00");
        assert!(read("\"many\"").is_err() && read("null").is_err() && read("[1]").is_err());
    }

    #[test]
    fn shares_are_exact_or_refused() {
        assert_eq!(money("1234.56").per_mille(1).unwrap().to_string(), "1.23456");
        assert_eq!(money("2500.00").per_mille(50).unwrap().to_string(), "125.00");
        assert_eq!(money("0.0000000000000000000000000001").per_mille(1), None);
        assert_eq!(money("79228162514264337593543950335").per_mille(999), None);
    }

    #[test]
    fn whole_hundreds_are_counted() {
        let count = |text| money(text).whole_hundreds().unwrap();
        assert_eq!(["99.99", "100", "199.999", "-250"].map(count), [0, 1, 1, 0]);
        assert_eq!(money("79228162514264337593543950335").whole_hundreds(), None);
    }
}
