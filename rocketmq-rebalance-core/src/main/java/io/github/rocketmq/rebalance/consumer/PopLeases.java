package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.client.ClientLoop;
import io.github.rocketmq.rebalance.client.Scheduler.Cancellable;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.processing.MessageTerms;
import io.github.rocketmq.rebalance.remote.Broker;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import io.github.rocketmq.rebalance.remote.PopReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps popped messages invisible to others while their listeners run, and sees each to its end: acknowledged, made visible
 * again, or left to come again. Confined to the loop, but for the terms that workers ask.
 */
final class PopLeases implements MessageTerms {

    private static final Logger log = LoggerFactory.getLogger(PopLeases.class);

    /** What nobody here will start is made visible after this time: brokers count in seconds. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private static final long LONGEST_MARGIN = 1000;
    private static final long LONGEST_SWEEP_INTERVAL = 1000;
    private static final long LONGEST_EXTENSION_TIME = 10_000;

    private final ClientLoop loop;
    private final MasterPort masters;
    private final PopAcks acks;
    private final ConsumerGroup group;
    private final Duration invisibleTime;
    private final Consumer<MessageQueue> onProgress;
    private final Set<PopLease> open = new LinkedHashSet<>();
    private final List<Farewell> farewells = new ArrayList<>();
    private @Nullable Cancellable sweep;
    private boolean closed;

    private record Farewell(MessageQueue held, Runnable action) {}

    /**
     * @param onProgress told when the window of an assigned queue may have room
     */
    PopLeases(
            ClientLoop loop,
            MasterPort masters,
            PopAcks acks,
            ConsumerGroup group,
            Duration invisibleTime,
            Consumer<MessageQueue> onProgress) {
        this.loop = loop;
        this.masters = masters;
        this.acks = acks;
        this.group = group;
        this.invisibleTime = invisibleTime;
        this.onProgress = onProgress;
    }

    /**
     * Takes a message that an answer just brought.
     *
     * @param held the queue that was assigned
     * @param position in that queue's window
     */
    PoppedMessage take(PopReply.Popped popped, MessageQueue held, long position) {
        loop.checkOwner();
        PopReceipt receipt = popped.receipt();
        long margin = Math.min(LONGEST_MARGIN, receipt.invisibleTime() / 10);
        PopLease lease = new PopLease(held, position, receipt, loop.now() + receipt.invisibleTime() - margin);
        open.add(lease);
        sweepLater();
        return new PoppedMessage(popped.message(), receipt.topic(), receipt.queue(group), lease);
    }

    /** Takes a message that no listener is to see: it is acknowledged. */
    void discard(PopReply.Popped popped, MessageQueue held) {
        close(take(popped, held, 0).lease());
    }

    /** Lets others have a message that came too late; the broker that gave it is told, in whatever route it is now. */
    void release(PopReply.Popped popped, MessageQueue held, Broker broker) {
        PopLease lease = take(popped, held, 0).lease();
        release(lease, receipt -> broker.pops().changeInvisibleTime(group, receipt, AT_ONCE));
    }

    /** Lets others have what no listener began with; the queue's window is revoked, so none will. */
    void releaseUnstarted(MessageQueue held) {
        open.stream()
                .filter(lease -> lease.held().equals(held) && !lease.started() && lease.fate() == PopLease.Fate.OPEN)
                .toList()
                .forEach(this::release);
    }

    /** Runs an action when nothing of this queue is on its way to a broker any more. */
    void whenClosed(MessageQueue held, Runnable action) {
        farewells.add(new Farewell(held, action));
        sayFarewell();
    }

    /** Extends and acknowledges no more. */
    void close() {
        closed = true;
        if (sweep != null) {
            sweep.cancel();
        }
        acks.close();
    }

    @Override
    public long positionOf(Message message) {
        return lease(message).position();
    }

    @Override
    public boolean mayStart(Message message) {
        PopLease lease = lease(message);
        boolean may = lease.tryStart(loop.now());
        if (may && lease.leftAt(loop.now()) < extensionTime()) {
            loop.post(this::sweepNow);
        }
        return may;
    }

    @Override
    public void ended(Message message, boolean completed) {
        PopLease lease = lease(message);
        loop.post(() -> {
            if (lease.fate() != PopLease.Fate.OPEN) {
                return;
            }
            if (completed) {
                close(lease);
            } else if (lease.lastsAt(loop.now())) {
                release(lease);
            } else {
                log.debug("the invisible time of {} ended before its listener began; it comes again", message);
                forget(lease);
            }
            onProgress.accept(lease.held());
        });
    }

    /** Acknowledges a message. */
    void close(PopLease lease) {
        lease.fate(PopLease.Fate.CLOSING);
        lease.withFinalReceipt(() -> acks.ack(lease, () -> forget(lease)));
    }

    /** Keeps a message invisible until something else is decided; its window hears no more of it. */
    void bury(PopLease lease) {
        lease.fate(PopLease.Fate.BURYING);
    }

    /** Its receipt is about to be shown for the last time: it is extended no more. */
    void finish(PopLease lease, Runnable withFinalReceipt) {
        lease.fate(PopLease.Fate.CLOSING);
        lease.withFinalReceipt(withFinalReceipt);
    }

    /** Nothing is left to be done about it. */
    void forget(PopLease lease) {
        open.remove(lease);
        sayFarewell();
    }

    /** Others get it soon; if this fails they get it when its time is over. */
    private void release(PopLease lease) {
        release(
                lease,
                receipt -> masters.ask(
                        receipt.brokerName(), broker -> broker.pops().changeInvisibleTime(group, receipt, AT_ONCE)));
    }

    private void release(PopLease lease, Function<PopReceipt, CompletionStage<PopReceipt>> change) {
        finish(lease, () -> {
            PopReceipt receipt = lease.receipt();
            loop.whenAnswered(change.apply(receipt), renewed -> forget(lease), failure -> {
                log.debug("{} comes again only when its time is over: {}", receipt, failure.getMessage());
                forget(lease);
            });
        });
    }

    private void sweepLater() {
        if (sweep == null && !closed) {
            long interval = Math.min(LONGEST_SWEEP_INTERVAL, invisibleTime.toMillis() / 10);
            sweep = loop.after(interval, () -> {
                sweep = null;
                sweepNow();
                if (!open.isEmpty()) {
                    sweepLater();
                }
            });
        }
    }

    private void sweepNow() {
        long now = loop.now();
        for (PopLease lease : open) {
            if (lease.started()
                    && lease.fate() != PopLease.Fate.CLOSING
                    && !lease.extending()
                    && lease.lastsAt(now)
                    && lease.leftAt(now) < extensionTime()) {
                extend(lease);
            }
        }
    }

    private void extend(PopLease lease) {
        PopReceipt receipt = lease.receipt();
        // The broker counts from when it hears of it, which is later.
        long until = loop.now() + invisibleTime.toMillis();
        lease.beginExtending();
        loop.whenAnswered(
                masters.ask(receipt.brokerName(), broker -> broker.pops()
                        .changeInvisibleTime(group, receipt, invisibleTime)),
                renewed -> {
                    lease.extended(renewed, until);
                    lease.endExtending();
                },
                failure -> {
                    log.debug("the invisible time of {} is not extended: {}", receipt, failure.getMessage());
                    lease.endExtending();
                });
    }

    private void sayFarewell() {
        if (farewells.isEmpty()) {
            return;
        }
        List<Farewell> due = farewells.stream()
                .filter(farewell -> open.stream()
                        .noneMatch(
                                lease -> lease.held().equals(farewell.held()) && lease.fate() == PopLease.Fate.CLOSING))
                .toList();
        farewells.removeAll(due);
        due.forEach(farewell -> farewell.action().run());
    }

    private long extensionTime() {
        return Math.min(LONGEST_EXTENSION_TIME, invisibleTime.toMillis() / 3);
    }

    private static PopLease lease(Message message) {
        if (message instanceof PoppedMessage popped) {
            return popped.lease();
        }
        throw new IllegalArgumentException(message + " was not popped, but is in a window of popped messages");
    }
}
