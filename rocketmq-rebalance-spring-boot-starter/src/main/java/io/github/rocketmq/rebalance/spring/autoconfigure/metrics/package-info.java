/** Metrics and traces of listeners and producers, present only with Micrometer. */
@NullMarked
package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
