//! The Dockerfile: the image is built from every file that the program needs.

use std::fs;

use super::files::{read, shipped};

#[test]
fn the_image_gets_every_file_that_the_program_is_built_from() {
    let (image, ignored) = (read("Dockerfile"), read(".dockerignore"));
    let built_in = built_in();
    assert!(built_in.contains(&"groups.yaml".to_owned()), "{built_in:?}");
    let others = ["Cargo.toml", "Cargo.lock", "crates", "src"].map(str::to_owned);
    for file in built_in.iter().chain(&others) {
        let copied =
            image.lines().filter(|line| line.starts_with("COPY ") && !line.contains("--from"));
        assert!(
            copied.flat_map(str::split_whitespace).any(|word| word == file),
            "not copied: {file}"
        );
        assert!(ignored.lines().any(|line| line == format!("!{file}")), "ignored: {file}");
    }
}

#[test]
fn the_image_runs_without_privileges_and_is_built_from_pinned_images() {
    let image = read("Dockerfile");
    let user = image.lines().filter_map(|line| line.strip_prefix("USER ")).next_back().unwrap();
    assert!(user.split(':').all(|id| id.parse::<u32>().unwrap() > 0), "{user}");
    let bases: Vec<&str> = image.lines().filter_map(|line| line.strip_prefix("FROM ")).collect();
    assert_eq!(bases.len(), 2);
    for base in bases {
        let tag = base.split(' ').next().unwrap().split_once(':').unwrap().1;
        assert!(
            tag.contains('.') && tag.starts_with(|first: char| first.is_ascii_digit()),
            "{base}"
        );
    }
    let builds = image.matches("cargo build").count();
    assert_eq!(image.matches("cargo build --release --locked").count(), builds);
}

/// The files outside `src/` that the program includes.
fn built_in() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![shipped("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let text = fs::read_to_string(entry).unwrap();
                let included =
                    text.split("include_str!(\"").skip(1).filter_map(|rest| rest.split('"').next());
                found.extend(included.map(|path| path.trim_start_matches("../").to_owned()));
            }
        }
    }
    found
}
