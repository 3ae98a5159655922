/** The vocabulary: queues, groups, client ids, topics, subscriptions, messages. */
@NullMarked
package io.github.rocketmq.rebalance.model;

import org.jspecify.annotations.NullMarked;
