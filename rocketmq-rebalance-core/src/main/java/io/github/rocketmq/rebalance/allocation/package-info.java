/** Who gets which queue of a topic, as pure functions. */
@NullMarked
package io.github.rocketmq.rebalance.allocation;

import org.jspecify.annotations.NullMarked;
