package io.github.rocketmq.rebalance.rebalance;

/** Why a look at the group is taken. */
public enum Trigger {
    START,
    INTERVAL,
    NOTIFIED,
    ROUTE_CHANGED,
    MANUAL,
    SUBSCRIPTION_CHANGED,
    RETRY
}
