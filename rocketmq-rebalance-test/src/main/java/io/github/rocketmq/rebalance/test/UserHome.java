package io.github.rocketmq.rebalance.test;

import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Lends another home folder to code that asks the system property while it starts: brokers 5.5 put RocksDB's own log files
 * below it and have no setting for that ({@code ConfigHelper.getDBLogDir}).
 */
final class UserHome {

    private static final String PROPERTY = "user.home";

    private UserHome() {}

    /** Runs one starter at a time with {@code folder} as the home folder, and gives the real one back. */
    static synchronized <T> T lend(Path folder, Supplier<T> starter) {
        String real = System.getProperty(PROPERTY);
        System.setProperty(PROPERTY, folder.toString());
        try {
            return starter.get();
        } finally {
            System.setProperty(PROPERTY, real);
        }
    }
}
