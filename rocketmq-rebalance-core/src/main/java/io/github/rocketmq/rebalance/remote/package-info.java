/** What we ask of name servers and brokers: ports with typed requests and replies. */
@NullMarked
package io.github.rocketmq.rebalance.remote;

import org.jspecify.annotations.NullMarked;
