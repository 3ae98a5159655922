package io.github.rocketmq.rebalance.processing;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes all windows of a member may cache together. A window that is empty may be filled all the same, so that
 * no queue starves. Any thread.
 *
 * <p>Who finds it spent calls {@link #await()} and looks once more; who gives bytes back looks for waiters afterwards. So
 * at least one of the two sees the other.
 */
public final class ByteBudget {

    private final long limit;
    private final AtomicLong spent = new AtomicLong();
    private final AtomicBoolean awaited = new AtomicBoolean();
    /** Confined to the loop. */
    private boolean thirsty;

    /**
     * @param limit in bytes
     */
    public ByteBudget(long limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("a byte budget of " + limit + " would never pull; give it 1 or more");
        }
        this.limit = limit;
    }

    /** Whether nothing more should be fetched for a window that has something already. */
    public boolean isSpent() {
        return spent.get() >= limit;
    }

    /** Bytes cached by all windows now. */
    public long spent() {
        return spent.get();
    }

    /** Asks that a message that ends tells when the budget is no longer spent. Loop only. */
    public void await() {
        thirsty = true;
        awaited.set(true);
    }

    /** Whether {@link #await()} was called since {@link #thirstDone()}. Loop only. */
    public boolean hasThirsty() {
        return thirsty;
    }

    /** Everybody who waits is about to look again. Loop only. */
    public void thirstDone() {
        thirsty = false;
    }

    void take(long bytes) {
        spent.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        spent.addAndGet(-bytes);
    }

    /** Whether somebody waits and need not any more; only one caller is told so. */
    boolean endWaiting() {
        return awaited.get() && !isSpent() && awaited.compareAndSet(true, false);
    }
}
