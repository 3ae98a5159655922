/** A real RocketMQ name server and real brokers for tests and samples, in this JVM or in a child. */
@NullMarked
package io.github.rocketmq.rebalance.test;

import org.jspecify.annotations.NullMarked;
