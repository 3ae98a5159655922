package io.github.rocketmq.rebalance.model;

/** The language of a subscription's expression; the constants' names go to brokers as they are. */
public enum FilterType {
    /** {@code TagA || TagB}, or {@code *} for everything. */
    TAG,
    /** A SQL-92 condition on message properties; needs {@code enablePropertyFilter=true} on the broker. */
    SQL92
}
