package io.github.rocketmq.rebalance.model;

import java.nio.charset.StandardCharsets;

/**
 * Numbers that look like chance and follow from words alone: the same on every machine, in every process and release. FNV-1a
 * with 64 bits over the words' UTF-8, mixed so that similar words give unlike numbers.
 */
public final class StableHash {

    /** The hash of no bytes, from which others are carried on. */
    public static final long START = 0xcbf29ce484222325L;

    private static final long FNV_PRIME = 0x100000001b3L;
    private static final byte END_OF_WORD = '\n';

    private StableHash() {}

    /** The number of these words in this order. */
    public static long of(String... words) {
        long hash = START;
        for (String word : words) {
            hash = (extend(hash, word) ^ END_OF_WORD) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The number of one text. */
    public static long ofText(String text) {
        return mix(extend(START, text));
    }

    /** Carries a hash that is not mixed yet on over the bytes of a text. */
    public static long extend(long hash, String text) {
        long extended = hash;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            extended = (extended ^ (each & 0xff)) * FNV_PRIME;
        }
        return extended;
    }

    /** The number that belongs to a counter within a series. */
    public static long drawn(long series, long counter) {
        return mix(series ^ mix(counter));
    }

    /**
     * A number within a range, each as likely as any other.
     *
     * @param least the smallest that may come out
     * @param most the largest; not smaller than {@code least}
     */
    public static long between(long number, long least, long most) {
        return least + Math.floorMod(number, most - least + 1);
    }

    /** Makes hashes of similar texts unlike: the last steps of MurmurHash3. */
    public static long mix(long number) {
        long z = number ^ (number >>> 33);
        z *= 0xff51afd7ed558ccdL;
        z ^= z >>> 33;
        z *= 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }
}
