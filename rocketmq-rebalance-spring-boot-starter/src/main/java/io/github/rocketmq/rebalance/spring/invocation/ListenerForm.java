package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.AsyncMessageListener;
import io.github.rocketmq.rebalance.api.BatchMessageListener;
import io.github.rocketmq.rebalance.api.MessageListener;

/** How a listener takes its messages: one by one, one by one with a later answer, or several at once. */
public sealed interface ListenerForm {

    /** One at a time, answered when the call returns. */
    record Single(MessageListener listener) implements ListenerForm {}

    /** One at a time, answered later. */
    record Async(AsyncMessageListener listener) implements ListenerForm {}

    /** Several of one queue at a time. */
    record Batch(BatchMessageListener listener) implements ListenerForm {}
}
