package io.github.rocketmq.rebalance.processing;

/**
 * How much of one queue may be fetched ahead.
 *
 * @param maxMessages pulling pauses at this many cached messages
 * @param maxBytes pulling pauses at this many cached bytes
 * @param maxSpan pulling pauses at this distance from the oldest uncompleted offset to the newest
 */
public record FlowControl(int maxMessages, long maxBytes, int maxSpan) {

    private static final Decision PULL = new Decision.Pull();
    private static final Decision WAIT_COUNT = new Decision.Wait(Reason.COUNT);
    private static final Decision WAIT_SIZE = new Decision.Wait(Reason.SIZE);
    private static final Decision WAIT_SPAN = new Decision.Wait(Reason.SPAN);
    private static final Decision WAIT_BUDGET = new Decision.Wait(Reason.BUDGET);

    public FlowControl {
        if (maxMessages < 1 || maxBytes < 1 || maxSpan < 1) {
            throw new IllegalArgumentException("flow control with at most " + maxMessages + " messages, " + maxBytes
                    + " bytes and a span of " + maxSpan + " would never pull; every limit must be 1 or higher");
        }
    }

    /** What to do about a queue now. Its loop only. */
    public Decision decide(ProcessQueue queue) {
        if (queue.cachedMessages() >= maxMessages) {
            return WAIT_COUNT;
        }
        if (queue.cachedBytes() >= maxBytes) {
            return WAIT_SIZE;
        }
        if (queue.offsetSpan() >= maxSpan) {
            return WAIT_SPAN;
        }
        return queue.cachedMessages() > 0 && queue.budget().isSpent() ? WAIT_BUDGET : PULL;
    }

    /** Whether a window of these contents is full at most by its span, which only its loop can tell. */
    boolean mayHaveRoom(int messages, long bytes) {
        return messages < maxMessages && bytes < maxBytes;
    }

    /** Whether to pull. */
    public sealed interface Decision {

        /** There is room. */
        record Pull() implements Decision {}

        /**
         * There is none until messages complete.
         *
         * @param reason the first limit that is reached
         */
        record Wait(Reason reason) implements Decision {}
    }

    /** The limit that is reached. */
    public enum Reason {
        /** Too many messages. */
        COUNT,
        /** Too many bytes. */
        SIZE,
        /** The oldest message is stuck while newer ones went on. */
        SPAN,
        /** All windows of the member together cache too many bytes. */
        BUDGET
    }
}
