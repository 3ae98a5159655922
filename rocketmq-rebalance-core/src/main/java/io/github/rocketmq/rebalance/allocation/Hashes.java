package io.github.rocketmq.rebalance.allocation;

import java.nio.charset.StandardCharsets;

/** The hashes of the balanced allocation: FNV-1a of the text, then the finalizer of MurmurHash3. 64 bits, wrapping around. */
final class Hashes {

    /** Where a text's hash begins. */
    static final long START = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private Hashes() {}

    /** Carries a hash on over the bytes of a text. */
    static long extend(long hash, String text) {
        long extended = hash;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            extended = (extended ^ (each & 0xFF)) * PRIME;
        }
        return extended;
    }

    static long mix(long hash) {
        long mixed = hash;
        mixed ^= mixed >>> 33;
        mixed *= 0xff51afd7ed558ccdL;
        mixed ^= mixed >>> 33;
        mixed *= 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    static long of(String text) {
        return mix(extend(START, text));
    }
}
