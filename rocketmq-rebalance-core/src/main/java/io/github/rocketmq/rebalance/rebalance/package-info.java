/** Which queues this member should hold, and the next step to get there; pure. */
@NullMarked
package io.github.rocketmq.rebalance.rebalance;

import org.jspecify.annotations.NullMarked;
