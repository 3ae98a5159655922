package io.github.rocketmq.rebalance.model;

/**
 * A topic name that brokers accept.
 *
 * @param name 1 to 127 of {@code [%|a-zA-Z0-9_-]}
 */
public record Topic(String name) {

    /** Starts the name of every group's retry topic. */
    public static final String RETRY_PREFIX = "%RETRY%";

    /** Starts the name of every group's dead-letter topic. */
    public static final String DEAD_LETTER_PREFIX = "%DLQ%";

    private static final int MAX_LENGTH = 127;

    public Topic {
        Names.require("topic", name, MAX_LENGTH);
    }

    /** Whether the name is that of some group's retry topic. */
    public static boolean isRetry(String name) {
        return name.startsWith(RETRY_PREFIX);
    }

    @Override
    public String toString() {
        return name;
    }
}
