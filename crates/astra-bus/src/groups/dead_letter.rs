//! Dead letters: where the entries go that a group gives up on, and how they get there.

use astra_model::Name;

/// The stream of the dead letters of `stream`: its key in braces, so that both stand in the same
/// slot of a cluster, and outside of every pattern of the bus.
pub fn dead_letter_stream(stream: &Name) -> Name {
    Name::from([b"{", stream.as_bytes(), b"}.dlq"].concat())
}

/// Copies one entry and only then acknowledges it. What Redis refuses to copy, e.g. for want of
/// memory, stays pending. Of an entry that is gone from its stream the dead letter keeps what is
/// left: where, whose and how often.
///
/// KEYS: the stream, its dead letters. ARGV: group, reason or an empty text, time.
pub(crate) const MOVE: &str = r"
local function settle(id, consumer, idle, deliveries)
  local found = redis.call('XRANGE', stream, id, id)[1]
  local fields = found and found[2] or {}
  local reason = ARGV[2]
  if reason == '' then reason = 'delivered ' .. deliveries .. ' times without an acknowledgement' end
  if not found then reason = reason .. '; the entry itself was gone from the stream' end
  local added = {'dlq_stream', stream, 'dlq_group', group, 'dlq_consumer', consumer, 'dlq_entry_id', id,
    'dlq_deliveries', deliveries, 'dlq_reason', reason, 'dlq_at', ARGV[3]}
  for _, word in ipairs(added) do fields[#fields + 1] = word end
  if #fields > 7000 then return {'failed', 'ERR it holds more fields than a script can copy'} end
  local letter = redis.pcall('XADD', KEYS[2], '*', unpack(fields))
  if type(letter) == 'table' then return {'failed', letter.err} end
  redis.call('XACK', stream, group, id)
  return {'done', letter}
end
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dead_letters_of_a_stream_stand_under_its_key_in_braces() {
        let stream = Name::from("astra.nft.nftsold.v1");
        assert_eq!(dead_letter_stream(&stream), *"{astra.nft.nftsold.v1}.dlq");
    }
}
