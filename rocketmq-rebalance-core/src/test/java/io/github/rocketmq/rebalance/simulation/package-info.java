/** A cluster in memory and a clock that only tests advance: the production consumer runs on both, unchanged. */
@NullMarked
package io.github.rocketmq.rebalance.simulation;

import org.jspecify.annotations.NullMarked;
