package io.github.rocketmq.rebalance.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in an array, and the search for one byte. */
final class Bytes {

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    /** With the first of eight bytes as the lowest. */
    private static final VarHandle EIGHTS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH_LOWEST_BIT = 0x0101010101010101L;
    private static final long EACH_HIGHEST_BIT = 0x8080808080808080L;

    private Bytes() {}

    static short getShort(byte[] bytes, int at) {
        return (short) SHORTS.get(bytes, at);
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static long getLong(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    /** Where a byte first is at {@code from} or behind it; {@code end} if nowhere before that. */
    static int find(byte wanted, byte[] bytes, int from, int end) {
        long pattern = wanted * EACH_LOWEST_BIT;
        int at = from;
        while (at + 8 <= end) {
            long difference = (long) EIGHTS.get(bytes, at) ^ pattern;
            // The lowest bit that is set stands for the first byte without a difference; higher ones may be carried
            // over.
            long equal = (difference - EACH_LOWEST_BIT) & ~difference & EACH_HIGHEST_BIT;
            if (equal != 0) {
                return at + (Long.numberOfTrailingZeros(equal) >>> 3);
            }
            at += 8;
        }
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
