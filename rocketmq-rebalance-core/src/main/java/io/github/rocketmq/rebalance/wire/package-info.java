/** RocketMQ frames and stored messages as bytes. */
@NullMarked
package io.github.rocketmq.rebalance.wire;

import org.jspecify.annotations.NullMarked;
