#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| astra::fuzz::pattern(bytes));
