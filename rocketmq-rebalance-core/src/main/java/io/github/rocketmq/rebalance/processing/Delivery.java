package io.github.rocketmq.rebalance.processing;

import io.github.rocketmq.rebalance.model.Message;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One message of a {@link ProcessQueue} on its way through a worker.
 *
 * <p>The thread that got it from {@link ProcessQueue#take()}, or to which that thread handed it on, is the only one to
 * use it; it either starts it and then ends it once, or forgets it.
 */
public final class Delivery {

    private static final VarHandle STAGE;

    static {
        try {
            STAGE = MethodHandles.lookup().findVarHandle(Delivery.class, "stage", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In the window, nobody's: the loop may hand it out. */
    private static final int WAITING = 0;
    /** With a worker that has not started it. */
    private static final int HELD = 1;
    /** Started. */
    private static final int RUNNING = 2;
    /** Final: the committable offset may pass it. */
    private static final int COMPLETED = 3;
    /** Final: ran without being done. */
    private static final int ABANDONED = 4;
    /** Final: the queue was revoked before it started. */
    private static final int FORGOTTEN = 5;
    /** Ran, and somebody is about to end it: what others think of it does not count any more. */
    private static final int CLAIMED = 6;

    private final ProcessQueue queue;
    private final long offset;
    private final int bytes;
    private final long admittedAt;
    /** Null in a final stage; written by whoever moved it there. */
    private @Nullable Message message;

    // Written before the stage they belong to, read after it.
    private int attempts;
    private boolean handedBack;
    private long startedAt;
    private volatile int stage = WAITING;

    Delivery(ProcessQueue queue, Message message, long offset, long admittedAt) {
        this.queue = queue;
        this.message = message;
        this.offset = offset;
        this.admittedAt = admittedAt;
        this.bytes = message.storeSize();
    }

    /** The window it belongs to. */
    public ProcessQueue queue() {
        return queue;
    }

    /** The message's position in the queue. */
    public long offset() {
        return offset;
    }

    /**
     * The message. Keep it yourself if you need it after the delivery's end: the window lets go of it then.
     *
     * @throws IllegalStateException if the delivery was ended or forgotten
     */
    public Message message() {
        Message present = message;
        if (present == null) {
            throw new IllegalStateException("the delivery of " + queue.queue() + " offset " + offset
                    + " has ended, and its message is gone; read the message before");
        }
        return present;
    }

    /**
     * Asks to start. False means: forget this delivery, nothing is to be done about it. If the lease was over, the
     * message waits in the window for {@link ProcessQueue#startableUntil(long)}; if the queue was revoked, it is left to
     * the next owner. Worker.
     *
     * @param nowNanos the time, on the clock that leases are set with
     */
    public boolean tryStart(long nowNanos) {
        if (!queue.startableAt(nowNanos) && !reclaimAfterHandingBack(nowNanos)) {
            return false;
        }
        Message wanted = message;
        if (wanted != null && !queue.terms().mayStart(wanted)) {
            expire(wanted);
            return false;
        }
        startedAt = nowNanos;
        if (!move(HELD, RUNNING)) {
            return false;
        }
        if (queue.enter()) {
            return true;
        }
        if (move(RUNNING, FORGOTTEN)) {
            letGo();
        }
        return false;
    }

    /**
     * Takes it upon the caller alone to end a started delivery, so that a listener's late answer and a timeout do not both
     * give the message back. Any thread.
     *
     * @return whether the caller may end it; false if it was ended or claimed before
     */
    public boolean claim() {
        return move(RUNNING, CLAIMED);
    }

    /**
     * Ends a started or claimed delivery: the message is done. A second end has no effect. Worker.
     *
     * @return whether the loop is to be told: it awaits room, or the revoked queue is drained
     */
    public boolean complete() {
        Message done = message;
        if (!move(RUNNING, COMPLETED) && !move(CLAIMED, COMPLETED)) {
            return false;
        }
        message = null;
        boolean tell = queue.leaveCompleted(bytes);
        if (done != null) {
            queue.terms().ended(done, true);
        }
        return tell;
    }

    /**
     * Ends a started delivery whose message is <em>not</em> done, for example because it could not be given back to the
     * broker before the queue had to be let go. The committable offset stays before it for good, so this is for queues
     * that are revoked or about to be. A second end has no effect. Worker.
     *
     * @return whether the loop is to be told: the revoked queue is drained
     */
    public boolean abandon() {
        if (!move(RUNNING, ABANDONED) && !move(CLAIMED, ABANDONED)) {
            return false;
        }
        Message left = message;
        message = null;
        boolean tell = queue.leave();
        if (left != null) {
            queue.terms().ended(left, false);
        }
        return tell;
    }

    /**
     * Ends a claimed delivery's run whose message is to be delivered once more by this member. It is held then, as if it
     * had just been taken: start it again, or {@linkplain ProcessQueue#putBack put it back}. The claimant only.
     *
     * @return whether the loop is to be told: the revoked queue is drained
     */
    public boolean postpone() {
        attempts++;
        if (!move(CLAIMED, HELD)) {
            throw new IllegalStateException("only a claimed delivery can be postponed; " + queue.queue() + " offset "
                    + offset + " is in stage " + stage);
        }
        return queue.leave();
    }

    /** How long it was in the window before it was last started, in nanoseconds. Whoever runs it. */
    public long awaitedNanos() {
        return startedAt - admittedAt;
    }

    /** Whether it was completed, abandoned or forgotten. Any thread. */
    public boolean isEnded() {
        int now = stage;
        return now == COMPLETED || now == ABANDONED || now == FORGOTTEN;
    }

    /** How often it ran here and was postponed. Whoever holds or runs it. */
    public int attempts() {
        return attempts;
    }

    /** Whether it has been running for longer than this, in nanoseconds. Any thread. */
    boolean runsLongerThan(long nanos, long nowNanos) {
        return stage == RUNNING && nowNanos - startedAt > nanos;
    }

    /** When the broker stored the message; empty once it is let go of. */
    OptionalLong storedAt() {
        Message present = message;
        return present == null ? OptionalLong.empty() : OptionalLong.of(present.storeTimestamp());
    }

    int bytes() {
        return bytes;
    }

    boolean completed() {
        return stage == COMPLETED;
    }

    /** Loop: gives it to the caller, unless somebody has it or had it. */
    boolean handOut() {
        return stage == WAITING && move(WAITING, HELD);
    }

    /** Whether it was held before and could not start: whatever came after it may be in line already. Whoever holds it. */
    public boolean wasHandedBack() {
        return handedBack;
    }

    /** Returns it to the window, for good if the queue is revoked. */
    void handBack() {
        handedBack = true;
        if (move(HELD, WAITING) && queue.revoked()) {
            forgetIfWaiting();
        }
    }

    void forgetIfWaiting() {
        if (stage == WAITING && move(WAITING, FORGOTTEN)) {
            letGo();
        }
    }

    private boolean reclaimAfterHandingBack(long nowNanos) {
        handBack();
        // A loop that renewed the lease before it could see this delivery waiting does not come for it: look again.
        return queue.startableAt(nowNanos) && move(WAITING, HELD);
    }

    private void letGo() {
        Message forgotten = message;
        message = null;
        queue.uncache(bytes);
        if (forgotten != null) {
            queue.terms().ended(forgotten, false);
        }
    }

    /** Its terms forbid a start for good: to the window it is done. */
    private void expire(Message expired) {
        if (move(HELD, COMPLETED)) {
            message = null;
            queue.uncache(bytes);
            queue.terms().ended(expired, false);
        }
    }

    private boolean move(int from, int to) {
        return STAGE.compareAndSet(this, from, to);
    }
}
