package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.time.Duration;
import java.util.Locale;

/** How the endpoint writes things, as it also reads them. */
final class Texts {

    private static final char SEPARATOR = '@';

    private Texts() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(MessageQueue queue) {
        return queue.topic() + SEPARATOR + queue.brokerName() + SEPARATOR + queue.queueId();
    }

    static String of(Duration time) {
        return time.toMillisPart() == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }

    /** Brokers may have an {@value #SEPARATOR} in their names, topics may not. */
    static MessageQueue queue(String text) {
        int first = text.indexOf(SEPARATOR);
        int last = text.lastIndexOf(SEPARATOR);
        try {
            if (first > 0 && last > first + 1) {
                return new MessageQueue(
                        text.substring(0, first),
                        text.substring(first + 1, last),
                        Integer.parseInt(text.substring(last + 1)));
            }
        } catch (IllegalArgumentException notOne) {
            throw new IllegalArgumentException(noQueue(text), notOne);
        }
        throw new IllegalArgumentException(noQueue(text));
    }

    private static String noQueue(String text) {
        return "'" + text + "' is no queue; write it as topic@broker@id, for example orders@broker-a@0";
    }
}
