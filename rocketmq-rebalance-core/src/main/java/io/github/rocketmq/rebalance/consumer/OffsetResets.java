package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.OffsetChange;
import io.github.rocketmq.rebalance.api.OffsetChange.Result;
import io.github.rocketmq.rebalance.api.ResetTarget;
import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.SharedClient;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.rebalance.QueueState;
import io.github.rocketmq.rebalance.remote.Broker;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Has queues go on elsewhere because the application or an operator asks for it. Confined to the loop. */
final class OffsetResets {

    private static final String CHANGES_HANDS = "it is being taken over or given up right now; reset it again";

    private final ClientLoop loop;
    private final SharedClient client;
    private final Subscriptions subscriptions;
    private final HeldQueues held;
    private final Ownership ownership;
    private final GroupReports reports;

    OffsetResets(
            ClientLoop loop,
            SharedClient client,
            Subscriptions subscriptions,
            HeldQueues held,
            Ownership ownership,
            GroupReports reports) {
        this.loop = loop;
        this.client = client;
        this.subscriptions = subscriptions;
        this.held = held;
        this.ownership = ownership;
        this.reports = reports;
    }

    /**
     * @param named the queues in question; if empty, those of the subscribed topics
     * @param done told once for all
     */
    void reset(
            ResetTarget target, Set<MessageQueue> named, boolean dryRun, CompletableFuture<List<OffsetChange>> done) {
        List<CompletionStage<OffsetChange>> changes = (named.isEmpty() ? all() : new TreeSet<>(named))
                .stream().map(queue -> reset(queue, target, dryRun)).toList();
        loop.whenAllAnswered(changes, done::complete, done::completeExceptionally);
    }

    /** Has the queues that are consumed here go on at these offsets, and leaves the others alone. */
    void reset(Map<MessageQueue, Long> offsets) {
        offsets.forEach((queue, offset) -> {
            QueueState state = ownership.states().get(queue);
            if (state instanceof QueueState.Consuming) {
                held.moveOffset(queue, offset, () -> {}, (reason, doubtfulUntil) -> {});
            } else if (state != null) {
                reports.notReset(queue, offset);
            }
        });
    }

    private Set<MessageQueue> all() {
        Set<MessageQueue> all = client.routes().readableQueues(subscriptions.wantedTopics());
        ownership.states().keySet().stream()
                .filter(queue -> !Topic.isRetry(queue.topic()))
                .forEach(all::add);
        return all;
    }

    private CompletionStage<OffsetChange> reset(MessageQueue queue, ResetTarget target, boolean dryRun) {
        QueueState state = ownership.states().get(queue);
        if (state == null) {
            return CompletableFuture.completedStage(OffsetChange.notHeld(queue));
        }
        HeldQueue pulled = state instanceof QueueState.Consuming ? held.pulled(queue) : null;
        if (pulled == null) {
            String reason = state instanceof QueueState.Consuming
                    ? "it is popped, so its broker keeps the offset; reset it there (mqadmin resetOffsetByTime)"
                    : CHANGES_HANDS;
            return CompletableFuture.completedStage(OffsetChange.failed(queue, OptionalLong.empty(), reason));
        }
        CompletableFuture<OffsetChange> change = new CompletableFuture<>();
        OptionalLong before = OptionalLong.of(pulled.consumedOffset());
        loop.whenAnswered(
                Masters.ask(client, queue.brokerName(), broker -> destination(broker, queue, target)),
                offset -> {
                    if (!isSurelyConsumed(pulled)) {
                        change.complete(OffsetChange.failed(queue, before, CHANGES_HANDS));
                    } else if (dryRun) {
                        change.complete(moved(queue, before, offset, Result.WOULD_MOVE));
                    } else {
                        move(pulled, before, offset, change);
                    }
                },
                failure -> change.complete(OffsetChange.failed(
                        queue, before, "its broker does not say where to go on: " + failure.getMessage())));
        return change;
    }

    private void move(HeldQueue pulled, OptionalLong before, long offset, CompletableFuture<OffsetChange> change) {
        MessageQueue queue = pulled.queue();
        boolean moves = held.moveOffset(
                queue,
                offset,
                () -> change.complete(moved(queue, before, offset, Result.MOVED)),
                (reason, doubtfulUntil) -> change.complete(OffsetChange.failed(
                        queue,
                        before,
                        ownership.isSure(pulled)
                                ? "offset " + offset + " is not confirmed and will be committed again: " + reason
                                : "offset " + offset + " is not confirmed: " + reason + "; reset it again")));
        if (!moves) {
            change.complete(OffsetChange.failed(queue, before, CHANGES_HANDS));
        }
    }

    private boolean isSurelyConsumed(HeldQueue pulled) {
        return ownership.states().get(pulled.queue()) instanceof QueueState.Consuming && ownership.isSure(pulled);
    }

    private static CompletionStage<Long> destination(Broker broker, MessageQueue queue, ResetTarget target) {
        return broker.minOffset(queue)
                .thenCompose(min -> broker.maxOffset(queue).thenCompose(max -> wanted(broker, queue, target, min, max)
                        .thenApply(offset -> Math.max(min, Math.min(max, offset)))));
    }

    private static CompletionStage<Long> wanted(
            Broker broker, MessageQueue queue, ResetTarget target, long min, long max) {
        if (target instanceof ResetTarget.At at) {
            return broker.offsetAt(queue, at.time());
        }
        if (target instanceof ResetTarget.Offset wanted) {
            return CompletableFuture.completedStage(wanted.offset());
        }
        return CompletableFuture.completedStage(target instanceof ResetTarget.Earliest ? min : max);
    }

    private static OffsetChange moved(MessageQueue queue, OptionalLong before, long offset, Result result) {
        return new OffsetChange(queue, before, OptionalLong.of(offset), result, "");
    }
}
