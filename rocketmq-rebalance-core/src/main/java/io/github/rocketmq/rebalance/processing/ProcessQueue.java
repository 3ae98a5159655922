package io.github.rocketmq.rebalance.processing;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The window of one assigned queue: messages that were pulled and are not all consumed yet.
 *
 * <p><b>Threads.</b> One thread at a time, the <em>loop</em>, admits, takes and asks what may be committed. Workers touch
 * only the {@link Delivery} they were given. Methods that any thread may call say so. Nothing blocks, nothing locks.
 *
 * <p><b>Backpressure.</b> The loop that finds the window full calls {@link #awaitRoom} and then looks at the limits once
 * more; only if the window is still full does it stop pulling. A worker completes its message first and looks afterwards
 * whether room is awaited and there may be some, so at least one of the two sees the other: either the loop's second look
 * finds room, or {@link Delivery#complete()} ends the waiting, returns true, and its caller tells the loop. Of several
 * workers exactly one ends it; whoever is told asks again from the start.
 *
 * <p><b>Revocation.</b> Whether the queue is revoked and how many deliveries run is one atomic number, so a start and
 * {@link #revoke()} have an order: either the start comes first and {@link #running()} counts it, or it fails. The
 * worker whose end makes a revoked queue {@linkplain #drained() drained} is told so.
 *
 * <p><b>Lease.</b> A start outside {@link #startableUntil(long)} hands its delivery back to the window. {@link #take()}
 * comes upon it when the lease is set again at the latest: it then begins anew with the oldest message nobody holds.
 */
public final class ProcessQueue {

    /** As a lease: starts are never refused for the sake of time. */
    public static final long NO_LEASE = Long.MAX_VALUE;

    /** As a lease: nothing starts until another lease is set. */
    public static final long NEVER = Long.MIN_VALUE;

    private static final int REVOKED = Integer.MIN_VALUE;

    private final MessageQueue queue;
    private final ByteBudget budget;
    private final MessageTerms terms;

    // Confined to the loop.
    private final DeliveryRing ring = new DeliveryRing();
    private long newestOffset;

    private volatile long nextOffset;
    private volatile long startableUntil = NO_LEASE;
    /** The limits under which the loop waits for room; null while it does not wait. */
    private final AtomicReference<@Nullable FlowControl> roomAwaited = new AtomicReference<>();

    private final AtomicInteger cachedMessages = new AtomicInteger();
    private final AtomicLong cachedBytes = new AtomicLong();
    /** Deliveries that run; the sign bit says that the queue is revoked. */
    private final AtomicInteger starts = new AtomicInteger();

    /**
     * An empty window.
     *
     * @param queue whose
     * @param startOffset where the first pull starts
     */
    public ProcessQueue(MessageQueue queue, long startOffset) {
        this(queue, startOffset, new ByteBudget(Long.MAX_VALUE), MessageTerms.NONE);
    }

    /**
     * An empty window that shares a budget with others.
     *
     * @param budget counts what all of them cache
     * @param terms on which its messages may be delivered
     */
    public ProcessQueue(MessageQueue queue, long startOffset, ByteBudget budget, MessageTerms terms) {
        this.queue = queue;
        this.nextOffset = startOffset;
        this.budget = budget;
        this.terms = terms;
    }

    MessageTerms terms() {
        return terms;
    }

    /** Whose window it is. Any thread. */
    public MessageQueue queue() {
        return queue;
    }

    ByteBudget budget() {
        return budget;
    }

    /**
     * Takes in what one pull brought. Messages before {@link #nextOffset()} were admitted or filtered by an earlier pull
     * and are skipped, and the offset never moves back. A revoked queue admits nothing. Loop only.
     *
     * @param messages in the order of their offsets, those that passed the filter; may be empty
     * @param next where the pull says to go on; higher than the last message's offset
     * @throws IllegalStateException if more messages are unconsumed than any limit allows: {@link FlowControl} was not
     *     asked
     */
    public void admit(List<? extends Message> messages, long next) {
        admit(messages, next, 0);
    }

    /**
     * The same, and remembers when.
     *
     * @param nowNanos the time, on the clock that {@link Delivery#tryStart(long)} is asked with
     */
    public void admit(List<? extends Message> messages, long next, long nowNanos) {
        if (revoked()) {
            return;
        }
        ring.oldest();
        ring.makeRoomFor(messages.size(), queue);
        long reached = nextOffset;
        int count = 0;
        long bytes = 0;
        for (Message message : messages) {
            long offset = terms.positionOf(message);
            if (offset < reached) {
                continue;
            }
            Delivery delivery = new Delivery(this, message, offset, nowNanos);
            ring.add(delivery);
            newestOffset = offset;
            reached = offset + 1;
            count++;
            bytes += delivery.bytes();
        }
        if (count > 0) {
            cachedMessages.addAndGet(count);
            cachedBytes.addAndGet(bytes);
            budget.take(bytes);
        }
        nextOffset = Math.max(reached, next);
    }

    /** The oldest message that nobody holds, or null if there is none or the queue is revoked. Loop only. */
    public @Nullable Delivery take() {
        return revoked() ? null : ring.next();
    }

    /**
     * Puts a delivery back that was taken and could not be given to a worker; {@link #take()} returns it again. Loop only.
     */
    public void putBack(Delivery delivery) {
        delivery.handBack();
        ring.rewind();
    }

    /** Where the next pull starts. Any thread. */
    public long nextOffset() {
        return nextOffset;
    }

    /**
     * Everything before this offset is consumed or was filtered: the offset of the oldest message that is not completed,
     * or {@link #nextOffset()} if there is none. Never moves back. Loop only.
     */
    public long committableOffset() {
        Delivery oldest = ring.oldest();
        return oldest == null ? nextOffset : oldest.offset();
    }

    /**
     * When the broker stored the oldest message that is not completed, milliseconds since the epoch; empty if there is none.
     * Loop only.
     */
    public OptionalLong oldestStoredAt() {
        Delivery oldest = ring.oldest();
        return oldest == null ? OptionalLong.empty() : oldest.storedAt();
    }

    /** Messages admitted and neither completed nor forgotten. Any thread. */
    public int cachedMessages() {
        return cachedMessages.get();
    }

    /** Their {@link Message#storeSize() sizes}, in bytes. Any thread. */
    public long cachedBytes() {
        return cachedBytes.get();
    }

    /** The distance from the oldest message that is not completed to the newest admitted; 0 if there is none. Loop only. */
    public long offsetSpan() {
        Delivery oldest = ring.oldest();
        return oldest == null ? 0 : newestOffset - oldest.offset();
    }

    /** Deliveries started and neither completed nor abandoned. Any thread. */
    public int running() {
        return starts.get() & ~REVOKED;
    }

    /**
     * Allows starts before a point in time and refuses them from then on; {@link #NO_LEASE} before the first call. Has
     * {@link #take()} begin anew, so take until it returns null after each call. Running deliveries are not affected. To
     * know that nothing starts any more, {@link #revoke()}: a start may overlap this call. Loop only.
     *
     * @param nanos on the clock that {@link Delivery#tryStart(long)} is asked with, or {@link #NO_LEASE} or
     *     {@link #NEVER}
     */
    public void startableUntil(long nanos) {
        startableUntil = nanos;
        ring.rewind();
    }

    /**
     * Asks to be told when a message completes and neither the number nor the size of the cached messages is at its limit
     * any more. Room within the span is not looked at, so look at all limits when told; and again after this call, before
     * waiting. Loop only.
     */
    public void awaitRoom(FlowControl limits) {
        roomAwaited.set(limits);
        if (budget.isSpent()) {
            budget.await();
        }
    }

    /**
     * The deliveries that have been running for longer than this and that nobody claimed; whether they end meanwhile,
     * their {@link Delivery#claim()} tells. Loop only.
     */
    public List<Delivery> runningLongerThan(long nanos, long nowNanos) {
        List<Delivery> overdue = new ArrayList<>();
        if (running() > 0) {
            ring.forEach(delivery -> {
                if (delivery.runsLongerThan(nanos, nowNanos)) {
                    overdue.add(delivery);
                }
            });
        }
        return overdue;
    }

    /**
     * Gives the queue up for good: once this returns, no start succeeds. What is not running is forgotten but not
     * completed, so {@link #committableOffset()} stays before it; what runs may still complete. Ask {@link #drained()}
     * next: a worker tells only if something runs now. Loop only.
     */
    public void revoke() {
        starts.getAndUpdate(count -> count | REVOKED);
        roomAwaited.set(null);
        ring.forEach(Delivery::forgetIfWaiting);
        ring.skipAll();
    }

    /** Whether the queue is revoked. Any thread. */
    public boolean revoked() {
        return starts.get() < 0;
    }

    /** Whether the queue is revoked and nothing runs; once true, {@link #committableOffset()} is final. Any thread. */
    public boolean drained() {
        return starts.get() == REVOKED;
    }

    /** Whether a start at this time is within the lease. Any thread. */
    public boolean startableAt(long nanos) {
        long until = startableUntil;
        // The clock's zero is arbitrary and it may wrap, so times compare by their difference.
        return until == NO_LEASE || (until != NEVER && nanos - until < 0);
    }

    /** Counts a delivery as running, unless the queue is revoked. */
    boolean enter() {
        int count = starts.get();
        while (count >= 0) {
            int seen = starts.compareAndExchange(count, count + 1);
            if (seen == count) {
                return true;
            }
            count = seen;
        }
        return false;
    }

    /** A delivery ran and is not completed; returns whether the loop is to be told. */
    boolean leave() {
        return starts.decrementAndGet() == REVOKED;
    }

    /** A delivery ran and is completed; returns whether the loop is to be told. */
    boolean leaveCompleted(int bytes) {
        uncache(bytes);
        boolean drained = leave();
        // Each of the three has to look: what one ends the others do not see.
        boolean room = endWaitingForRoom();
        boolean affordable = budget.endWaiting();
        return drained || room || affordable;
    }

    private boolean endWaitingForRoom() {
        FlowControl limits = roomAwaited.get();
        return limits != null
                && limits.mayHaveRoom(cachedMessages.get(), cachedBytes.get())
                && roomAwaited.compareAndSet(limits, null);
    }

    /** A message is no longer held here. */
    void uncache(int bytes) {
        cachedMessages.decrementAndGet();
        cachedBytes.addAndGet(-bytes);
        budget.giveBack(bytes);
    }
}
