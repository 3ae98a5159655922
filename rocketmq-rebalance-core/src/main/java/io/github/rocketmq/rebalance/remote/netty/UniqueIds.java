package io.github.rocketmq.rebalance.remote.netty;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ids for messages, in the form that Apache's tools read the time from ({@code MessageClientIDSetter} of Apache's common
 * module): 4 bytes of address, 2 of process id, 4 of anything, 4 of milliseconds since the month began, 2 of a counter.
 */
final class UniqueIds {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String prefix;
    private final InstantSource clock;
    private final AtomicInteger counter = new AtomicInteger();

    UniqueIds(int address, short process, int salt, InstantSource clock) {
        this.prefix = HEX.toHexDigits(address) + HEX.toHexDigits(process) + HEX.toHexDigits(salt);
        this.clock = clock;
    }

    static UniqueIds create() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UniqueIds(
                random.nextInt(), (short) ProcessHandle.current().pid(), random.nextInt(), InstantSource.system());
    }

    String next() {
        ZonedDateTime now = clock.instant().atZone(ZoneId.systemDefault());
        ZonedDateTime monthBegan = now.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        int millis = (int) ChronoUnit.MILLIS.between(monthBegan, now);
        return prefix + HEX.toHexDigits(millis) + HEX.toHexDigits((short) counter.incrementAndGet());
    }
}
