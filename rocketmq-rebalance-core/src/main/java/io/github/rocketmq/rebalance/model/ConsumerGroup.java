package io.github.rocketmq.rebalance.model;

/**
 * The name under which members share the queues of their topics.
 *
 * @param name 1 to 120 of {@code [%|a-zA-Z0-9_-]}; {@code DEFAULT_CONSUMER} is refused, as Apache's clients refuse it
 */
public record ConsumerGroup(String name) implements Comparable<ConsumerGroup> {

    private static final int MAX_LENGTH = 120;
    private static final String REFUSED = "DEFAULT_CONSUMER";

    public ConsumerGroup {
        Names.require("consumer group", name, MAX_LENGTH);
        if (name.equals(REFUSED)) {
            throw new IllegalArgumentException(
                    "consumer group '" + REFUSED + "' is reserved by RocketMQ; choose a name of your own");
        }
    }

    /** The topic through which brokers deliver this group's failed messages again. */
    public String retryTopic() {
        return Topic.RETRY_PREFIX + name;
    }

    /** The topic in which brokers keep messages that this group gave up on. */
    public String deadLetterTopic() {
        return Topic.DEAD_LETTER_PREFIX + name;
    }

    @Override
    public int compareTo(ConsumerGroup other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
