package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.RetrySchedule;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers failed messages again from memory: those of a broadcasting member, because no broker keeps them for one member
 * alone, and those out of a batch that is stored as one, because brokers take back stored messages only as a whole. The
 * queue's offset waits for them, so they come again after a restart too.
 */
final class LocalReturns implements MessageReturns {

    private static final Logger log = LoggerFactory.getLogger(LocalReturns.class);

    /** The level of the first delay, where brokers begin too: 10 s. */
    private static final int FIRST_LEVEL = 3;

    private final ClientLoop loop;
    private final int maxReconsumeTimes;
    private final Consumer<Delivery> again;
    private final Burial burial;
    private final Consumer<MessageQueue> onProgress;

    /** What becomes of a message that failed too often. */
    interface Burial {

        void bury(Delivery delivery, String reason);
    }

    /**
     * @param again delivers a postponed message once more
     * @param burial takes what failed too often
     * @param onProgress told when a queue may have room or be drained
     */
    LocalReturns(
            ClientLoop loop,
            int maxReconsumeTimes,
            Consumer<Delivery> again,
            Burial burial,
            Consumer<MessageQueue> onProgress) {
        this.loop = loop;
        this.maxReconsumeTimes = maxReconsumeTimes;
        this.again = again;
        this.burial = burial;
        this.onProgress = onProgress;
    }

    @Override
    public void giveBack(Delivery delivery, ConsumeResult.RetryLater wish) {
        if (delivery.message().reconsumeTimes() + delivery.attempts() >= maxReconsumeTimes) {
            bury(delivery, "it failed " + (delivery.attempts() + 1) + " times");
            return;
        }
        Duration delay = wish.delay().isZero()
                ? RetrySchedule.delayOf(Math.min(RetrySchedule.HIGHEST_LEVEL, FIRST_LEVEL + delivery.attempts()))
                : wish.delay();
        delivery.postpone();
        onProgress.accept(delivery.queue().queue());
        loop.after(delay.toMillis(), () -> again.accept(delivery));
    }

    @Override
    public void bury(Delivery delivery, String reason) {
        burial.bury(delivery, reason);
    }

    @Override
    public void abandon(MessageQueue queue) {
        // A revoked window refuses to start what is postponed.
    }

    /** Drops a message, for a group that has no dead-letter topic. */
    static Burial dropping(ConsumerGroup group, Consumer<MessageQueue> onProgress) {
        return (delivery, reason) -> {
            Message message = delivery.message();
            log.error(
                    "message {} at offset {} of {} is dropped by broadcasting group '{}', which has no dead-letter topic:"
                            + " {}",
                    message.messageId(),
                    message.queueOffset(),
                    message.queue(),
                    group,
                    reason);
            delivery.complete();
            onProgress.accept(message.queue());
        };
    }
}
