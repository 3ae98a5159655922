package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.RepeatedMessage;
import io.github.rocketmq.rebalance.processing.Delivery;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Tells of single deliveries of one group. Safe for use by any thread. */
final class DeliveryReports {

    private final ConsumerGroup group;
    private final Fates fates;
    private final ClientEvents events;
    private final boolean heard;
    private final InstantSource clock;

    DeliveryReports(ConsumerGroup group, Fates fates, SharedClient client) {
        this.group = group;
        this.fates = fates;
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

    /** The listener's answer counts: it was claimed, and nothing followed from it yet. On the thread of the answer. */
    void answered(Delivery delivery, ConsumeResult result, @Nullable Throwable failure) {
        if (heard) {
            Message message = shown(delivery);
            events.messageSettled(group, message, fates.of(message, result, failure), failure);
        }
    }

    private static Message shown(Delivery delivery) {
        return RepeatedMessage.of(delivery.message(), delivery.attempts());
    }

    /** The way back for messages whose listener takes too long. */
    MessageReturns timedOut(MessageReturns returns) {
        return new MessageReturns() {

            @Override
            public void giveBack(Delivery delivery, ConsumeResult.RetryLater wish) {
                if (heard) {
                    Message message = shown(delivery);
                    events.messageSettled(group, message, fates.ofTimedOut(message), null);
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
