/** The running consumer: one loop that feeds events to the pure parts and performs their actions. */
@NullMarked
package io.github.rocketmq.rebalance.consumer;

import org.jspecify.annotations.NullMarked;
