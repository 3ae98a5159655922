package io.github.rocketmq.rebalance.spring.api;

import java.time.Duration;

/**
 * Says what becomes of a message; a parameter of listener methods in {@link AckMode#MANUAL}.
 *
 * <p>Any thread may call it, also after the method has returned: until then the message is in flight and counts against
 * the listener's concurrency. The first call decides; later ones are logged and change nothing. A message that nobody
 * settles within the consume timeout (15 minutes) comes again, and a call after that has no effect. In order, the queue
 * waits for the call.
 *
 * <p>For a batch it speaks of all messages that are not settled yet, and must be called before the method returns:
 * messages that are not settled by then come again.
 */
public interface Acknowledgment {

    /** Done: the message is never delivered to this group again. */
    void acknowledge();

    /** Again, after the delay that the broker chooses; in order, after the queue's suspend time. */
    void retry();

    /**
     * Again later.
     *
     * @param delay at least this long, rounded up to the broker's next delay level; in order, so long the queue waits;
     *     zero is the same as {@link #retry()}
     * @throws IllegalArgumentException if it is negative
     */
    void retry(Duration delay);

    /**
     * Never again: to the group's dead-letter topic.
     *
     * @param reason for the log
     */
    void deadLetter(String reason);
}
