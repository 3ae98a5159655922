/** The front door: builds a consumer from options by wiring the other packages together. */
@NullMarked
package io.github.rocketmq.rebalance;

import org.jspecify.annotations.NullMarked;
