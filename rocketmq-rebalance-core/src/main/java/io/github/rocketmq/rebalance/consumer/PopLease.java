package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.PopReceipt;
import org.jspecify.annotations.Nullable;

/**
 * One popped message between the broker's answer and its end here. Confined to the loop, but for what workers ask before
 * they start.
 */
final class PopLease {

    /** What is being done about the message. */
    enum Fate {
        /** In the window or in a listener. */
        OPEN,
        /** On its way to the dead-letter topic: kept invisible meanwhile. */
        BURYING,
        /** Being acknowledged or made visible again: its receipt must not change any more. */
        CLOSING
    }

    private final MessageQueue held;
    private final long position;
    private PopReceipt receipt;
    private Fate fate = Fate.OPEN;
    private boolean extending;
    private @Nullable Runnable afterExtending;
    private volatile long endsAt;
    private volatile boolean started;

    /**
     * @param held the queue that was assigned
     * @param position in that queue's window
     * @param endsAt when others may get the message, loop milliseconds
     */
    PopLease(MessageQueue held, long position, PopReceipt receipt, long endsAt) {
        this.held = held;
        this.position = position;
        this.receipt = receipt;
        this.endsAt = endsAt;
    }

    MessageQueue held() {
        return held;
    }

    long position() {
        return position;
    }

    PopReceipt receipt() {
        return receipt;
    }

    Fate fate() {
        return fate;
    }

    void fate(Fate next) {
        fate = next;
    }

    /** How long others do not get the message, in milliseconds; any thread. */
    long leftAt(long now) {
        return endsAt - now;
    }

    boolean lastsAt(long now) {
        return leftAt(now) > 0;
    }

    /** A listener begins, unless it is too late; worker. */
    boolean tryStart(long now) {
        if (!lastsAt(now)) {
            return false;
        }
        started = true;
        return true;
    }

    /** Whether a listener began. */
    boolean started() {
        return started;
    }

    boolean extending() {
        return extending;
    }

    void beginExtending() {
        extending = true;
    }

    void extended(PopReceipt renewed, long until) {
        receipt = renewed;
        endsAt = until;
    }

    void endExtending() {
        extending = false;
        Runnable next = afterExtending;
        afterExtending = null;
        if (next != null) {
            next.run();
        }
    }

    /** Goes on with the receipt that holds then: at once, or when the extension under way is answered. */
    void withFinalReceipt(Runnable action) {
        if (extending) {
            afterExtending = action;
        } else {
            action.run();
        }
    }
}
