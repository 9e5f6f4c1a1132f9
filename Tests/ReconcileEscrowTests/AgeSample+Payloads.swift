@testable import ReconcileEscrow

extension AgeSample {
    private static func damaged(_ name: String, _ payload: [UInt8]) -> AgeSample {
        AgeSample(name: name, file: stanzas(lines) + payload, expected: .failure(.damagedPayload))
    }

    private static func opened(_ name: String, _ content: [UInt8], _ chunks: [[UInt8]]) -> AgeSample {
        AgeSample(name: name, file: stanzas(lines) + nonce + chunks.joined(), expected: .success(content))
    }

    /// Two full chunks that are not the last.
    private static let (first, second) = (chunk(full, 0, isLast: false), chunk(full, 1, isLast: false))

    static let payloads: [AgeSample] = [
        opened("stream_empty_payload", [], [chunk([], 0, isLast: true)]),
        opened("stream_last_chunk_full", full, [chunk(full, 0, isLast: true)]),
        opened("stream_two_chunks", full + content, [first, chunk(content, 1, isLast: true)]),
        opened("stream_last_chunk_full_second", full + full, [first, chunk(full, 1, isLast: true)]),
        opened("stream_three_chunks", full + full + content, [first, second, chunk(content, 2, isLast: true)]),
        damaged("stream_no_nonce", []),
        damaged("stream_short_nonce", Array(nonce.dropLast())),
        damaged("stream_no_chunks", nonce),
        damaged("stream_missing_tag", nonce + content),
        damaged("stream_bad_tag", Array(rightPayload.dropLast()) + [rightPayload[rightPayload.count - 1] ^ 1]),
        damaged("stream_bad_tag_second_chunk", nonce + first + chunk(content, 2, isLast: true)),
        damaged("stream_no_final", nonce + chunk(content, 0, isLast: false)),
        damaged("stream_no_final_full", nonce + first),
        damaged("stream_no_final_two_chunks", nonce + first + chunk(content, 1, isLast: false)),
        damaged("stream_no_final_two_chunks_full", nonce + first + second),
        damaged("stream_last_chunk_empty", nonce + first + chunk([], 1, isLast: true)),
        damaged("stream_two_final_chunks", nonce + chunk(content, 0, isLast: true) + chunk(content, 1, isLast: true)),
        damaged("stream_two_final_chunks_full", nonce + chunk(full, 0, isLast: true) + chunk(content, 1, isLast: true)),
        damaged("stream_short_chunk", nonce + chunk(content, 0, isLast: false) + chunk(content, 1, isLast: true)),
        damaged(
            "stream_short_second_chunk",
            nonce + first + chunk(content, 1, isLast: false) + chunk(content, 2, isLast: true)),
        damaged("stream_swapped_chunks", nonce + second + first + chunk(content, 2, isLast: true)),
        damaged("stream_trailing_garbage_short", rightPayload + [0]),
        damaged("stream_trailing_garbage_long", rightPayload + full),
    ]
}
