package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.model.Message;
import java.util.List;

/**
 * What the calls of one listener have in common.
 *
 * @param handler the method to call
 * @param gate what stands before it
 * @param observers what watches its calls
 * @param failures what decides when it fails
 * @param retryLevel what becomes of messages that the listener wants again without saying when
 * @param counters where its results are counted
 */
record ListenerParts(
        ListenerHandler handler,
        Passage.Gate gate,
        Observers observers,
        Failures failures,
        RetryLevel retryLevel,
        ListenerCounters counters) {

    /** A message's call begins, on this thread. */
    MessageCall begin(Message message) {
        return new MessageCall(this, new Passage(gate, message), observers.begin(List.of(message)));
    }
}
