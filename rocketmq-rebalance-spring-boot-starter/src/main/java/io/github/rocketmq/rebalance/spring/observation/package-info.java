/** Observations of sent and received messages, from which metrics and traces are made. */
@NullMarked
package io.github.rocketmq.rebalance.spring.observation;

import org.jspecify.annotations.NullMarked;
