//! The texts that `scripts/picture.py` writes into the SVG, and where each one belongs.

/// One `<text>` element, in pixels.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) x: f64,
    pub(crate) baseline: f64,
    pub(crate) length: f64,
    /// As the SVG names it; empty for the default.
    pub(crate) color: String,
    pub(crate) content: String,
}

/// Every text of the picture, one per line of the file.
pub(crate) fn texts(svg: &str) -> Vec<Text> {
    svg.split("<text ").skip(1).filter_map(text).collect()
}

/// The width and height that the picture asks for.
pub(crate) fn size(svg: &str) -> Option<(f64, f64)> {
    Some((number(svg, "width")?, number(svg, "height")?))
}

fn text(element: &str) -> Option<Text> {
    let (attributes, rest) = element.split_once('>')?;
    let (content, _) = rest.split_once("</text>")?;
    Some(Text {
        x: number(attributes, "x")?,
        baseline: number(attributes, "y")?,
        length: number(attributes, "textLength")?,
        color: value(attributes, "fill").unwrap_or_default(),
        content: unescape(content),
    })
}

/// The value of the first attribute of that name.
fn value(attributes: &str, name: &str) -> Option<String> {
    let attributes = format!(" {attributes}");
    let (_, rest) = attributes.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0.to_owned())
}

fn number(attributes: &str, name: &str) -> Option<f64> {
    value(attributes, name)?.parse().ok()
}

/// Undoes Python's `html.escape` without quotes, which `scripts/picture.py` uses.
fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
