/** RocketMQ in a Docker container, present only with Testcontainers. */
@NullMarked
package io.github.rocketmq.rebalance.test.containers;

import org.jspecify.annotations.NullMarked;
