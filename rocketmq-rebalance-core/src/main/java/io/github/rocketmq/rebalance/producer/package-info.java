/** Sends messages to the queues of a topic. */
@NullMarked
package io.github.rocketmq.rebalance.producer;

import org.jspecify.annotations.NullMarked;
