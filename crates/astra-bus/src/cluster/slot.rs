//! Hash slots: in which of a cluster's 16,384 parts a key lies.

use crc::{CRC_16_XMODEM, Crc};

/// The parts of a cluster (Redis Cluster specification, "Key distribution model").
pub(crate) const SLOTS: u16 = 16_384;

const CRC: Crc<u16> = Crc::<u16>::new(&CRC_16_XMODEM);

/// The slot of a key: of what stands in its first braces, where anything does, else of all of it.
pub(crate) fn slot(key: &[u8]) -> u16 {
    CRC.checksum(hashed(key)) % SLOTS
}

fn hashed(key: &[u8]) -> &[u8] {
    let tag = || {
        let (_, behind) = key.split_at(memchr::memchr(b'{', key)? + 1);
        let tag = &behind[..memchr::memchr(b'}', behind)?];
        Some(tag).filter(|tag| !tag.is_empty())
    };
    tag().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_as_the_specification_says() {
        assert_eq!(slot(b"123456789"), 0x31c3 % SLOTS);
        assert_eq!(slot(b""), 0);
    }

    #[test]
    fn hashes_what_stands_in_the_first_braces() {
        assert_eq!(slot(b"{astra.nft.nftsold.v1}.dlq"), slot(b"astra.nft.nftsold.v1"));
        assert_eq!(slot(b"a{b}{c}"), slot(b"b"));
        assert_eq!(slot(b"a{{b}c"), slot(b"{b"));
    }

    #[test]
    fn takes_braces_that_hold_nothing_for_a_part_of_the_name() {
        for key in [&b"a{}b"[..], b"a{b", b"a}b{", b"{}{b}"] {
            assert_eq!(slot(key), CRC.checksum(key) % SLOTS);
        }
    }
}
