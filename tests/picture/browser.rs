//! Headless Chromium, which draws pictures as a web page does.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{check, pixels::Pixels};

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// No network, no dialogs. The browser only sees our own files, and its sandbox does not work for root.
const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// Far more than the browser needs: a page takes about a second.
const DEADLINE: Duration = Duration::from_secs(120);

/// Draws each image on a white page and writes its size and pixels. An image that cannot be drawn has no size.
const SCRIPT: &str = "
    window.onload = () => {
        for (const image of document.images) {
            const [width, height] = [image.naturalWidth, image.naturalHeight];
            const canvas = new OffscreenCanvas(width || 1, height || 1).getContext('2d', { willReadFrequently: true });
            canvas.fillStyle = 'white';
            canvas.fillRect(0, 0, width, height);
            if (width) canvas.drawImage(image, 0, 0);
            const bytes = canvas.getImageData(0, 0, width || 1, height || 1).data;
            const hex = [];
            for (let at = 0; at < bytes.length; at += 4) {
                const color = bytes[at] * 65536 + bytes[at + 1] * 256 + bytes[at + 2];
                hex.push(color.toString(16).padStart(6, '0'));
            }
            const line = document.createElement('pre');
            line.textContent = `${width} ${height} ${hex.join('')}`;
            document.body.append(line);
        }
    };";

/// A browser program that runs on this machine.
#[derive(Debug)]
pub(crate) struct Browser {
    program: PathBuf,
}

impl Browser {
    /// The installed browser, or `None` after a line that says that the test is skipped.
    pub(crate) fn installed() -> Option<Self> {
        let program = NAMES.into_iter().find(|name| {
            let version = Command::new(name).arg("--version").stderr(Stdio::null()).output();
            version.is_ok_and(|output| output.status.success())
        });
        if program.is_none() {
            skipped("Chromium is not installed: `make test` installs it on Debian");
        }
        Some(Self { program: program?.into() })
    }

    /// What is wrong with each of these pictures.
    pub(crate) fn faults(&self, pictures: &[String]) -> Vec<Vec<String>> {
        let drawn = self.draw(pictures);
        assert_eq!(drawn.len(), pictures.len(), "the browser did not finish the page");
        let faults =
            pictures.iter().zip(&drawn).map(|(svg, drawn)| check::faults(svg, drawn.as_ref()));
        faults.collect()
    }

    /// The pixels of each picture in an `<img>`; `None` for one that the browser cannot draw.
    fn draw(&self, pictures: &[String]) -> Vec<Option<Pixels>> {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().join("page.html");
        fs::write(&page, html(pictures)).unwrap();
        let dom = self.dump(&page, folder.path());
        let lines = dom.split("<pre>").skip(1).filter_map(|part| part.split_once("</pre>"));
        lines.map(|(line, _)| Pixels::parse(line)).collect()
    }

    /// The page after its scripts have run, as HTML.
    fn dump(&self, page: &Path, folder: &Path) -> String {
        let (output, errors) = (folder.join("output"), folder.join("errors"));
        let mut browser = Command::new(&self.program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg("--dump-dom")
            .arg(format!("file://{}", page.display()))
            .env("HOME", folder)
            .stdin(Stdio::null())
            .stdout(File::create(&output).unwrap())
            .stderr(File::create(&errors).unwrap())
            .spawn()
            .unwrap();
        let is_done = wait(&mut browser);
        let errors = fs::read_to_string(errors).unwrap_or_default();
        assert!(is_done, "the browser failed, or took longer than {DEADLINE:?}:\n{errors}");
        fs::read_to_string(output).unwrap()
    }
}

/// Whether the browser succeeded in time; if not, it is killed.
fn wait(browser: &mut Child) -> bool {
    let started = Instant::now();
    while started.elapsed() < DEADLINE {
        if let Some(status) = browser.try_wait().unwrap() {
            return status.success();
        }
        thread::sleep(Duration::from_millis(10));
    }
    browser.kill().unwrap();
    browser.wait().unwrap();
    false
}

/// A page with the pictures as `<img>`, as a README shows them. A `data:` URL lets the script read the pixels.
fn html(pictures: &[String]) -> String {
    let mut page =
        format!("<!doctype html><meta charset=\"utf-8\"><script>{SCRIPT}</script><body>");
    for picture in pictures {
        page.push_str("<img src=\"data:image/svg+xml,");
        for byte in picture.bytes() {
            write!(page, "%{byte:02X}").unwrap();
        }
        page.push_str("\">\n");
    }
    page
}

/// Reports a skipped test on the terminal itself, because the test runner hides what a passing test prints.
fn skipped(reason: &str) {
    let test = thread::current().name().unwrap_or("a test").to_owned();
    std::io::stderr().write_all(format!("SKIPPED {test}: {reason}\n").as_bytes()).unwrap();
}
