package io.github.rocketmq.rebalance.api;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.OptionalLong;

/**
 * What a reset of offsets does to one queue.
 *
 * @param queue which
 * @param oldOffset everything before it was consumed; empty if this member does not hold the queue
 * @param newOffset where the queue goes on or would; empty if it does not move
 * @param result what became of it
 * @param reason why it does not move; empty if it does
 */
public record OffsetChange(
        MessageQueue queue, OptionalLong oldOffset, OptionalLong newOffset, Result result, String reason) {

    /** What becomes of a queue. */
    public enum Result {
        /** Nothing was changed; a real run would. */
        WOULD_MOVE,
        /** It goes on at the new offset, and the offset store confirmed that. */
        MOVED,
        /** Another member holds it, which is to be asked instead. */
        NOT_HELD,
        /** It could not be done. */
        FAILED
    }

    /** Of a queue that another member holds, or nobody. */
    public static OffsetChange notHeld(MessageQueue queue) {
        return new OffsetChange(
                queue,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Result.NOT_HELD,
                "this member does not hold it; reset it at the member that does");
    }

    /** Of a queue whose offset stays. */
    public static OffsetChange failed(MessageQueue queue, OptionalLong offset, String reason) {
        return new OffsetChange(queue, offset, OptionalLong.empty(), Result.FAILED, reason);
    }
}
