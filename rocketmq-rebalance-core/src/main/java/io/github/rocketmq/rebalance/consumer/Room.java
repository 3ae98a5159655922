package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.FlowControlReason;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.processing.FlowControl;
import io.github.rocketmq.rebalance.processing.ProcessQueue;
import java.util.function.Consumer;

/** Whether one window has room for more, and whether somebody waits for it. Confined to the loop. */
final class Room {

    private final ProcessQueue window;
    private final Consumer<FlowControl.Reason> onFull;
    private boolean awaited;

    /**
     * @param onFull told of the limit when the window turns out to have no room
     */
    Room(ProcessQueue window, Consumer<FlowControl.Reason> onFull) {
        this.window = window;
        this.onFull = onFull;
    }

    static Room of(ProcessQueue window, ClientEvents events, ConsumerGroup group) {
        return new Room(
                window,
                reason -> events.flowControlEntered(group, window.queue(), FlowControlReason.valueOf(reason.name())));
    }

    /** Whether there is room; if not, the caller is told when there may be some. */
    boolean isThere(FlowControl limits) {
        if (limits.decide(window) instanceof FlowControl.Decision.Pull) {
            return true;
        }
        boolean entered = !awaited;
        awaited = true;
        window.awaitRoom(limits);
        // Room may have come between the first look and the wish to be told of it.
        if (!(limits.decide(window) instanceof FlowControl.Decision.Wait full)) {
            awaited = false;
            return true;
        }
        if (entered) {
            onFull.accept(full.reason());
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
