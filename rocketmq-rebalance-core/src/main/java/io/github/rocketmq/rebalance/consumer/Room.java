package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.processing.ProcessQueue;

/** Whether one window has room for more, and whether somebody waits for it. Confined to the loop. */
final class Room {

    private final ProcessQueue window;
    private boolean awaited;

    Room(ProcessQueue window) {
        this.window = window;
    }

    /** Whether there is room; if not, the caller is told when there may be some. */
    boolean isThere(FlowControl limits) {
        if (limits.decide(window) instanceof FlowControl.Decision.Pull) {
            return true;
        }
        awaited = true;
        window.awaitRoom(limits);
        // Room may have come between the first look and the wish to be told of it.
        if (limits.decide(window) instanceof FlowControl.Decision.Pull) {
            awaited = false;
            return true;
        }
        return false;
    }

    /** Nobody waits any more; says whether somebody did. */
    boolean endWaiting() {
        boolean waited = awaited;
        awaited = false;
        return waited;
    }
}
