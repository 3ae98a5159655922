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

    /** Only brokers give such names, and only to retry topics. */
    private static final char POP_RETRY_SEPARATOR_V2 = '+';

    private static final int MAX_LENGTH = 127;

    public Topic {
        Names.require("topic", name, MAX_LENGTH);
    }

    /** Whether the name is that of some group's retry topic. */
    public static boolean isRetry(String name) {
        return name.startsWith(RETRY_PREFIX);
    }

    /** Whether the name is that of some group's dead-letter topic, which brokers make when they first bury a message. */
    public static boolean isDeadLetter(String name) {
        return name.startsWith(DEAD_LETTER_PREFIX);
    }

    /** The retry topic of the group whose dead letters a topic of this name keeps. */
    public static String retryTopicBeside(String deadLetterTopic) {
        return RETRY_PREFIX + deadLetterTopic.substring(DEAD_LETTER_PREFIX.length());
    }

    /** Where brokers keep what a group popped and did not acknowledge in time; the name that they use as shipped. */
    public static String popRetriesOf(String topic, ConsumerGroup group) {
        return group.retryTopic() + '_' + topic;
    }

    /** The same for brokers with {@code enableRetryTopicV2}. */
    public static String popRetriesV2Of(String topic, ConsumerGroup group) {
        return group.retryTopic() + POP_RETRY_SEPARATOR_V2 + topic;
    }

    /** Whether this retry topic has the form of {@link #popRetriesV2Of}. */
    public static boolean isPopRetriesV2(String name) {
        return isRetry(name) && name.indexOf(POP_RETRY_SEPARATOR_V2) >= 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
