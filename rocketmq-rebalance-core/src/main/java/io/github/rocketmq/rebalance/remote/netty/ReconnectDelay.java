package io.github.rocketmq.rebalance.remote.netty;

import java.util.random.RandomGenerator;

/**
 * How long to leave an address alone after a connection to it failed: 100 ms, doubled with every failure up to 5 s, less up
 * to a half by chance so that clients do not come back all at once.
 */
final class ReconnectDelay {

    private static final long FIRST = 100;
    private static final long LONGEST = 5000;

    private final RandomGenerator random;

    ReconnectDelay(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Milliseconds to wait.
     *
     * @param failures how often it failed in a row, at least 1
     */
    long after(int failures) {
        long full = Math.min(LONGEST, FIRST << Math.min(failures - 1, 10));
        return full / 2 + random.nextLong(full / 2 + 1);
    }
}
