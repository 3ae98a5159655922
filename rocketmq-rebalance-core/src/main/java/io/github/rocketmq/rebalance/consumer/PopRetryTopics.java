package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.model.Topic;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The topics through which messages come again that a group popped and did not acknowledge. */
final class PopRetryTopics {

    private PopRetryTopics() {}

    /** Both forms; which of them a broker uses is its configuration. */
    static List<String> of(String topic, ConsumerGroup group) {
        return List.of(Topic.popRetriesOf(topic, group), Topic.popRetriesV2Of(topic, group));
    }

    /** Subscriptions to the retries of everything that is subscribed to. */
    static Stream<Subscription> of(Collection<Subscription> subscriptions, ConsumerGroup group) {
        return subscriptions.stream()
                .flatMap(subscription -> of(subscription.topic(), group).stream())
                .map(Subscription::all);
    }

    /** Whether a topic is one of them. */
    static boolean isOne(String topic, ConsumerGroup group) {
        return topic.length() > group.retryTopic().length() && topic.startsWith(group.retryTopic());
    }

    /** What a message of this topic was sent to, whichever way it came. */
    static String original(String topic, ConsumerGroup group) {
        return isOne(topic, group) ? topic.substring(group.retryTopic().length() + 1) : topic;
    }
}
