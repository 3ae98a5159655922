package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.RenamedMessage;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.model.TagFilter;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.remote.PullRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the pull loops of one topic have in common. */
record PullSettings(
        ConsumerGroup group,
        Subscription subscription,
        TagFilter tags,
        long subscriptionVersion,
        int batchSize,
        Duration holdTime,
        FlowControl flowControl) {

    PullSettings(
            ConsumerGroup group,
            Subscription subscription,
            long subscriptionVersion,
            int batchSize,
            Duration holdTime,
            FlowControl flowControl) {
        this(group, subscription, TagFilter.of(subscription), subscriptionVersion, batchSize, holdTime, flowControl);
    }

    /** After a failure the broker holds a pull for this long only, so that it shows soon that it is back. */
    private static final Duration PROBE_HOLD_TIME = Duration.ofSeconds(1);

    PullRequest request(MessageQueue queue, long offset) {
        return new PullRequest(group, queue, offset, batchSize, holdTime, subscription, subscriptionVersion);
    }

    PullRequest probe(MessageQueue queue, long offset) {
        return new PullRequest(group, queue, offset, batchSize, PROBE_HOLD_TIME, subscription, subscriptionVersion);
    }

    /** Asks for one message only. */
    PullRequest single(MessageQueue queue, long offset) {
        return new PullRequest(group, queue, offset, 1, PROBE_HOLD_TIME, subscription, subscriptionVersion);
    }

    /** Drops what the broker let through because two tags share a hash; gives popped messages their topic back. */
    List<Message> wanted(List<Message> messages) {
        if (Topic.isRetry(subscription.topic())) {
            return messages.stream().map(this::underItsTopic).toList();
        }
        if (tags.acceptsAll()) {
            return messages;
        }
        List<Message> wanted = new ArrayList<>(messages.size());
        for (Message message : messages) {
            if (tags.accepts(message)) {
                wanted.add(message);
            }
        }
        return wanted;
    }

    private Message underItsTopic(Message message) {
        String topic = message.topic();
        return PopRetryTopics.isOne(topic, group)
                ? new RenamedMessage(message, PopRetryTopics.original(topic, group), message.queue())
                : message;
    }
}
