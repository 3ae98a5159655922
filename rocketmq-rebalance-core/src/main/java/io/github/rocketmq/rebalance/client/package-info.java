/** What the consumers and producers of one cluster share: the loop, the routes, the heartbeats. */
@NullMarked
package io.github.rocketmq.rebalance.client;

import org.jspecify.annotations.NullMarked;
