//! A drawn picture, as pixels.

/// A row inside of the upper margin.
const MARGIN: usize = 8;

/// Opaque pixels on a background.
#[derive(Debug)]
pub(crate) struct Pixels {
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Row by row.
    contrasts: Vec<f64>,
}

impl Pixels {
    /// Reads `WIDTH HEIGHT RRGGBB…`, which the page of the browser writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace();
        let (width, height) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let colors = parts.next()?.as_bytes().chunks(6);
        let brightness = brightness();
        let luminances: Vec<f64> =
            colors.map(|hex| Some(luminance(&brightness, color(hex)?))).collect::<Option<_>>()?;
        if luminances.len() != width * height {
            return None;
        }
        // The background is the color in the middle of the upper margin.
        let background = *luminances.get(MARGIN * width + width / 2)?;
        let contrasts = luminances.into_iter().map(|one| contrast(one, background)).collect();
        Some(Self { width, height, contrasts })
    }

    /// The contrast ratio between a pixel and the background, from 1 to 21.
    pub(crate) fn contrast(&self, x: usize, y: usize) -> f64 {
        self.contrasts[y * self.width + x]
    }
}

/// The contrast ratio of two luminances, by the definition in WCAG 2.
fn contrast(one: f64, other: f64) -> f64 {
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of an sRGB color, by the definition in WCAG 2.
fn luminance(brightness: &[f64; 256], [red, green, blue]: [u8; 3]) -> f64 {
    let part = |value: u8| brightness[usize::from(value)];
    0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue)
}

/// The linear brightness of each value of an sRGB channel.
fn brightness() -> [f64; 256] {
    std::array::from_fn(|value| {
        let part = f64::from(u8::try_from(value).unwrap()) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}

fn color(hex: &[u8]) -> Option<[u8; 3]> {
    let value = u32::from_str_radix(str::from_utf8(hex).ok()?, 16).ok()?;
    let [_, red, green, blue] = value.to_be_bytes();
    Some([red, green, blue])
}
