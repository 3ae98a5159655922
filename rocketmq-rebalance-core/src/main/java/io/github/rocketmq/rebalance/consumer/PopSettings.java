package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.remote.PopRequest;
import java.time.Duration;

/** What the pop loops of one topic have in common. */
record PopSettings(
        ConsumerGroup group,
        Subscription subscription,
        int batchSize,
        Duration invisibleTime,
        Duration holdTime,
        boolean fromOldest,
        FlowControl flowControl) {

    /** After a failure the broker holds a request for this long only, so that it shows soon that it is back. */
    private static final Duration PROBE_HOLD_TIME = Duration.ofSeconds(1);

    /**
     * @param inFlight messages of the queue that are not done
     */
    PopRequest request(MessageQueue queue, int inFlight, boolean probing) {
        int room = Math.max(1, flowControl.maxMessages() - inFlight);
        return new PopRequest(
                group,
                queue,
                subscription,
                Math.min(batchSize, room),
                invisibleTime,
                probing ? PROBE_HOLD_TIME : holdTime,
                fromOldest);
    }
}
