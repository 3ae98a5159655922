package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.MessageOutcome;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import java.time.InstantSource;

/** Tells of single deliveries of one group. Safe for use by any thread. */
final class DeliveryReports {

    private final ConsumerGroup group;
    private final ClientEvents events;
    private final boolean heard;
    private final InstantSource clock;

    DeliveryReports(ConsumerGroup group, SharedClient client) {
        this.group = group;
        this.events = client.events();
        this.heard = client.isHeard();
        this.clock = client.clock();
    }

    /** A delivery was started; on the worker that runs it. */
    void started(Delivery delivery) {
        if (heard) {
            Message message = delivery.message();
            long latency = Math.max(0, clock.millis() - message.bornTimestamp());
            events.messageDelivered(group, message, delivery.awaitedNanos(), latency);
        }
    }

    /** The way back for messages whose listener takes too long. */
    MessageReturns timedOut(MessageReturns returns) {
        return new MessageReturns() {

            @Override
            public void giveBack(Delivery delivery, ConsumeResult.RetryLater wish) {
                if (heard) {
                    events.messageSettled(group, delivery.message(), MessageOutcome.TIMED_OUT, null);
                }
                returns.giveBack(delivery, wish);
            }

            @Override
            public void bury(Delivery delivery, String reason) {
                returns.bury(delivery, reason);
            }

            @Override
            public void abandon(MessageQueue queue) {
                returns.abandon(queue);
            }
        };
    }
}
