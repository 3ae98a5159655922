package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.PopBackoff;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.RemoteException;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of popped messages that a listener did not consume: they stay invisible until they are to come again, or are
 * copied to the dead-letter topic and acknowledged. Brokers do not count how often a popped message came; whoever gets it
 * does. Confined to the loop.
 */
final class PopReturns {

    private static final Logger log = LoggerFactory.getLogger(PopReturns.class);

    private static final long FIRST_PAUSE = 200;
    private static final long LONGEST_PAUSE = 5000;

    private final ClientLoop loop;
    private final MasterPort masters;
    private final PopLeases leases;
    private final ConsumerGroup group;
    private final int maxReconsumeTimes;
    private final Consumer<MessageQueue> onProgress;

    /**
     * @param onProgress told when the window of an assigned queue may have room or be drained
     */
    PopReturns(
            ClientLoop loop,
            MasterPort masters,
            PopLeases leases,
            ConsumerGroup group,
            int maxReconsumeTimes,
            Consumer<MessageQueue> onProgress) {
        this.loop = loop;
        this.masters = masters;
        this.leases = leases;
        this.group = group;
        this.maxReconsumeTimes = maxReconsumeTimes;
        this.onProgress = onProgress;
    }

    /** Has a message come again as the listener wishes, unless it came too often. */
    void giveBack(Delivery delivery, PoppedMessage message, ConsumeResult.RetryLater wish) {
        loop.checkOwner();
        if (message.reconsumeTimes() >= maxReconsumeTimes) {
            log.warn(
                    "{} came again {} times and goes to the dead-letter topic of group '{}'",
                    message,
                    message.reconsumeTimes(),
                    group);
            bury(delivery, message);
            return;
        }
        Duration delay = PopBackoff.delay(wish.delay(), message.reconsumeTimes());
        leases.finish(message.lease(), () -> hide(delivery, message, delay, 1));
    }

    /** Puts a message away for good. */
    void bury(Delivery delivery, PoppedMessage message) {
        loop.checkOwner();
        leases.bury(message.lease());
        copyToDeadLetters(delivery, message, 1);
    }

    private void hide(Delivery delivery, PoppedMessage message, Duration delay, int attempt) {
        PopReceipt receipt = message.lease().receipt();
        loop.whenAnswered(
                masters.ask(receipt.brokerName(), broker -> broker.pops().changeInvisibleTime(group, receipt, delay)),
                renewed -> settled(delivery, message.lease()),
                failure -> {
                    boolean again = cannotHaveHappened(failure)
                            && retry(message, attempt, () -> hide(delivery, message, delay, attempt + 1));
                    if (!again) {
                        log.debug("{} comes again when its time is over: {}", message, failure.getMessage());
                        settled(delivery, message.lease());
                    }
                });
    }

    private void copyToDeadLetters(Delivery delivery, PoppedMessage message, int attempt) {
        SendBack request = new SendBack(
                group,
                message.queue().brokerName(),
                message.commitLogOffset(),
                SendBack.DEAD_LETTER,
                message.messageId(),
                message.topic(),
                maxReconsumeTimes);
        loop.whenAnswered(
                masters.ask(message.queue().brokerName(), broker -> broker.sendBack(request)),
                ok -> {
                    leases.close(message.lease());
                    end(delivery, message.lease().held());
                },
                failure -> {
                    if (!retry(message, attempt, () -> copyToDeadLetters(delivery, message, attempt + 1))) {
                        log.warn(
                                "{} is not in the dead-letter topic and comes again: {}",
                                message,
                                failure.getMessage());
                        settled(delivery, message.lease());
                    }
                });
    }

    /** Shown twice, a receipt would bring the message twice: only what was surely not carried out is asked for again. */
    private static boolean cannotHaveHappened(Throwable failure) {
        return failure instanceof RemoteException.NotConnected || failure instanceof RemoteException.Refused;
    }

    private boolean retry(Message message, int attempt, Runnable action) {
        long pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt - 1, 10));
        if (message instanceof PoppedMessage popped && popped.lease().leftAt(loop.now()) > pause) {
            loop.after(pause, action);
            return true;
        }
        return false;
    }

    private void settled(Delivery delivery, PopLease lease) {
        leases.finish(lease, () -> leases.forget(lease));
        end(delivery, lease.held());
    }

    private void end(Delivery delivery, MessageQueue held) {
        delivery.complete();
        onProgress.accept(held);
    }
}
