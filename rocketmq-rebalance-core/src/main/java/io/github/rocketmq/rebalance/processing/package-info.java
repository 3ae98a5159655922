/** One assigned queue's messages in flight: what may be delivered next, what may be committed. */
@NullMarked
package io.github.rocketmq.rebalance.processing;

import org.jspecify.annotations.NullMarked;
