/** A shop that places an order each second and consumes it. */
@NullMarked
package io.github.rocketmq.rebalance.samples.orders;

import org.jspecify.annotations.NullMarked;
