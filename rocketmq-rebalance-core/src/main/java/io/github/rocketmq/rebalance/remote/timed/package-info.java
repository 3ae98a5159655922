/** The ports to name servers and brokers once more, for a client whose requests are timed. */
@NullMarked
package io.github.rocketmq.rebalance.remote.timed;

import org.jspecify.annotations.NullMarked;
