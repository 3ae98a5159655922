/** Those ports over Netty connections. */
@NullMarked
package io.github.rocketmq.rebalance.remote.netty;

import org.jspecify.annotations.NullMarked;
