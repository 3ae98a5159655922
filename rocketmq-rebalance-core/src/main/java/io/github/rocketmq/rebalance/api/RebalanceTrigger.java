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
    /** Topics were added to or removed from the subscription. */
    SUBSCRIPTION_CHANGED,
    /** The look before this one failed. */
    RETRY
}
