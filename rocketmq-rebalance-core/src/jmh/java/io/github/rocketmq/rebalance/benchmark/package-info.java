/** What a message costs here and in Apache's client; run by the Maven profile {@code jmh} only. */
@NullMarked
package io.github.rocketmq.rebalance.benchmark;

import org.jspecify.annotations.NullMarked;
