package io.github.rocketmq.rebalance.api;

/** The life of a {@link PushConsumer}, in order. */
public enum ConsumerState {
    /** Built, not started. */
    NEW,
    /** Looking for name servers, brokers and the group's other members; owns nothing yet. */
    JOINING,
    /** Takes part in rebalancing; may own no queue at all if there are more members than queues. */
    RUNNING,
    /** Paused: neither pulls nor delivers until it is resumed. */
    PAUSED,
    /** Waits for running listeners, commits and leaves the group. */
    LEAVING,
    /** Left the group. Final. */
    CLOSED
}
