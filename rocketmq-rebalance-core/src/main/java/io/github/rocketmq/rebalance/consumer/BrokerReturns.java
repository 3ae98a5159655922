package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.Delivery;
import io.github.rocketmq.rebalance.processing.RetrySchedule;
import io.github.rocketmq.rebalance.remote.SendBack;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives failed messages back to the broker that stores them, and tries again until it confirms: a message is done only
 * then. Never sends to the retry topic by itself: while any queue of the group is locked, brokers would take such a message
 * for dead.
 */
final class BrokerReturns implements MessageReturns {

    private static final Logger log = LoggerFactory.getLogger(BrokerReturns.class);
    private static final long FIRST_PAUSE = 200;
    private static final long LONGEST_PAUSE = 5000;

    private final ClientLoop loop;
    private final SharedClient client;
    private final ConsumerGroup group;
    private final int maxReconsumeTimes;
    private final Consumer<MessageQueue> onProgress;
    private final Map<MessageQueue, List<Pending>> waiting = new HashMap<>();

    private record Pending(Delivery delivery, Cancellable timer) {}

    /**
     * @param onProgress told when a queue may have room or be drained
     */
    BrokerReturns(
            ClientLoop loop,
            SharedClient client,
            ConsumerGroup group,
            int maxReconsumeTimes,
            Consumer<MessageQueue> onProgress) {
        this.loop = loop;
        this.client = client;
        this.group = group;
        this.maxReconsumeTimes = maxReconsumeTimes;
        this.onProgress = onProgress;
    }

    @Override
    public void giveBack(Delivery delivery, ConsumeResult.RetryLater wish) {
        send(delivery, RetrySchedule.levelOf(wish.delay()), 1);
    }

    @Override
    public void bury(Delivery delivery, String reason) {
        Message message = delivery.message();
        log.warn(
                "message {} at offset {} of {} goes to the dead-letter topic of group '{}': {}",
                message.messageId(),
                message.queueOffset(),
                message.queue(),
                group,
                reason);
        send(delivery, SendBack.DEAD_LETTER, 1);
    }

    @Override
    public void abandon(MessageQueue queue) {
        List<Pending> pending = waiting.remove(queue);
        if (pending != null) {
            pending.forEach(each -> {
                each.timer().cancel();
                abandon(each.delivery());
            });
        }
    }

    private void send(Delivery delivery, int delayLevel, int attempt) {
        loop.checkOwner();
        Message message = delivery.message();
        String brokerName = message.queue().brokerName();
        SendBack request = new SendBack(
                group,
                brokerName,
                message.commitLogOffset(),
                delayLevel,
                message.messageId(),
                message.topic(),
                maxReconsumeTimes);
        CompletionStage<?> answer = delayLevel == SendBack.DEAD_LETTER && DeadLetterCopy.isNeededFor(message)
                ? DeadLetterCopy.send(client, group, message)
                : Masters.ask(client, brokerName, broker -> broker.sendBack(request));
        loop.whenAnswered(
                answer,
                ok -> {
                    delivery.complete();
                    onProgress.accept(message.queue());
                },
                failure -> failed(delivery, delayLevel, attempt, failure));
    }

    private void failed(Delivery delivery, int delayLevel, int attempt, Throwable failure) {
        Message message = delivery.message();
        if (attempt == 1 || attempt % 10 == 0) {
            log.warn(
                    "message {} at offset {} of {} could not be given back, which is tried again (attempt {}): {}",
                    message.messageId(),
                    message.queueOffset(),
                    message.queue(),
                    attempt,
                    failure.getMessage());
        }
        if (delivery.queue().revoked()) {
            abandon(delivery);
            return;
        }
        MessageQueue queue = message.queue();
        Cancellable timer = loop.after(Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt - 1, 10)), () -> {
            forget(queue, delivery);
            send(delivery, delayLevel, attempt + 1);
        });
        waiting.computeIfAbsent(queue, q -> new ArrayList<>()).add(new Pending(delivery, timer));
    }

    private void forget(MessageQueue queue, Delivery delivery) {
        waiting.computeIfPresent(queue, (q, pending) -> {
            pending.removeIf(each -> each.delivery() == delivery);
            return pending.isEmpty() ? null : pending;
        });
    }

    private void abandon(Delivery delivery) {
        if (delivery.abandon()) {
            onProgress.accept(delivery.queue().queue());
        }
    }
}
