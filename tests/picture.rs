//! The picture in the README, drawn by a real browser: every character must stand in its cell of the terminal.

#![allow(clippy::unwrap_used)]

#[path = "picture/browser.rs"]
mod browser;
#[path = "picture/check.rs"]
mod check;
#[path = "picture/pixels.rs"]
mod pixels;
#[path = "picture/svg.rs"]
mod svg;

use std::{fs, path::Path};

use browser::Browser;

/// The height of the excerpt: the border between two lines of text.
const EXCERPT: f64 = 160.0;

fn picture() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/session.svg")).unwrap()
}

/// The first lines of the picture, which a browser draws quickly.
fn excerpt() -> String {
    let picture = picture();
    let height = picture.split("height=\"").nth(1).unwrap().split('"').next().unwrap();
    let is_kept = |line: &&str| svg::texts(line).iter().all(|text| text.baseline < EXCERPT);
    let (root, rest) = picture.split_once('\n').unwrap();
    let kept: Vec<&str> = rest.lines().filter(is_kept).collect();
    format!("{}\n{}\n", root.replace(height, &EXCERPT.to_string()), kept.join("\n"))
}

/// The excerpt after one replacement.
fn broken(from: &str, to: &str) -> String {
    let excerpt = excerpt();
    assert!(excerpt.contains(from), "the picture contains no {from}");
    excerpt.replacen(from, to, 1)
}

#[test]
fn a_browser_draws_every_character_of_the_picture_in_its_cell() {
    let Some(browser) = Browser::installed() else { return };
    let faults = browser.faults(&[picture()]).remove(0);
    assert!(faults.is_empty(), "redraw docs/session.svg by `make picture`:\n{}", faults.join("\n"));
}

/// The check itself must be able to fail.
#[test]
fn the_check_notices_a_broken_picture() {
    let Some(browser) = Browser::installed() else { return };
    let width = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"";
    let prompt = ">$ astra flow-test<";
    // What xml:space="preserve" once kept, and browsers now collapse: six spaces that fill six cells.
    let padded = broken(prompt, ">$ astra flow-test      <").replacen("\"142.8\"", "\"193.2\"", 1);
    let cases = [
        ("cannot draw it", broken("</g>", "")),
        ("no ink", broken("font-size=\"14\"", "font-size=\"0\"")),
        ("no ink", broken("<g ", "<g transform=\"translate(0 18)\" ")),
        ("outside of the text", padded),
        ("outside of the text", broken("<g ", "<g transform=\"translate(60 0)\" ")),
        ("outside of the text", broken("font-size=\"14\"", "font-size=\"24\"")),
        ("outside of the text", broken("</g>", "<text x=\"860\" y=\"29\">lost</text></g>")),
        ("not a whole number of cells", broken(prompt, ">$ astra flow-tests<")),
        ("too faint", broken("fill=\"#e6edf3\"", "fill=\"#30363d\"")),
        ("too wide", broken(width, &format!("{width}1"))),
    ];
    let (expected, mut pictures): (Vec<&str>, Vec<String>) = cases.into_iter().unzip();
    pictures.push(excerpt());
    let mut found = browser.faults(&pictures);
    assert_eq!(found.pop(), Some(Vec::new()), "the excerpt itself is sound");
    for (expected, faults) in expected.into_iter().zip(found) {
        let is_noticed = faults.iter().any(|fault| fault.contains(expected));
        assert!(is_noticed, "{expected:?} is not among {faults:#?}");
    }
}
