//! Parts of a server URL that no URL parser reads safely if a password holds unencoded characters.

use percent_encoding::percent_decode_str;

use crate::endpoint::fault::EndpointError;

/// Whether an `@` follows the first `/`, `?` or `#`: then that character belonged to the password, and what
/// would be read as a database or a parameter is the rest of the password.
pub(crate) fn is_cut(text: &str) -> bool {
    let rest = split_scheme(text).map_or(text, |(_, rest)| rest);
    rest.find(['/', '?', '#']).is_some_and(|end| rest[end..].contains('@'))
}

/// A URL's scheme and what follows it; a `://` inside a password does not count.
pub(crate) fn split_scheme(text: &str) -> Option<(&str, &str)> {
    text.split_once("://").filter(|(scheme, _)| !scheme.contains([':', '@']))
}

pub(crate) fn parse_port(variable: &str, value: String) -> Result<u16, EndpointError> {
    value.parse().map_err(|_| EndpointError::Port { variable: variable.into(), value })
}

pub(crate) fn parse_database(text: &str) -> Result<i64, EndpointError> {
    match text {
        "" => Ok(0),
        _ => text
            .parse()
            .ok()
            .filter(|number| *number >= 0)
            .ok_or_else(|| EndpointError::Database(text.into())),
    }
}

pub(crate) fn decode(part: &'static str, text: &str) -> Result<String, EndpointError> {
    let decoded = percent_decode_str(text).decode_utf8();
    Ok(decoded.map_err(|_| EndpointError::Encoding(part))?.into_owned())
}
