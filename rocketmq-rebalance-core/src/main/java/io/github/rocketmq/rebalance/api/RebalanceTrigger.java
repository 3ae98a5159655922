package io.github.rocketmq.rebalance.api;

/** Why a member looked at its group. */
public enum RebalanceTrigger {
    START,
    INTERVAL,
    /** A broker told that a member joined or left. */
    NOTIFIED,
    /** A topic gained or lost queues or brokers. */
    ROUTE_CHANGED,
    /** Asked for by {@link PushConsumer#rebalanceNow()}. */
    MANUAL,
    /** The look before this one failed. */
    RETRY
}
