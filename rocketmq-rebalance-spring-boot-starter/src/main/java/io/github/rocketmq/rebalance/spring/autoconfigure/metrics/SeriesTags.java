package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.observation.MessagingNames;
import io.micrometer.core.instrument.Tags;

/** The tags that all meters have. */
final class SeriesTags {

    private SeriesTags() {}

    /**
     * Of a group and a topic.
     *
     * @param group empty for all groups of the client
     * @param topic empty for all topics
     */
    static Tags of(String group, String topic) {
        return Tags.of(
                MessagingNames.CONSUMER_GROUP_NAME,
                MessagingNames.orNone(group),
                MessagingNames.DESTINATION_NAME,
                MessagingNames.orNone(topic));
    }

    static Tags of(String group, MessageQueue queue) {
        return of(group, queue.topic()).and(MessagingNames.PARTITION_ID, queue.brokerName() + "@" + queue.queueId());
    }
}
