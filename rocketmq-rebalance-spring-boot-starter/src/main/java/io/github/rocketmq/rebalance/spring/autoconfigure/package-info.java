/** Turns properties into beans; backs off for the user's. */
@NullMarked
package io.github.rocketmq.rebalance.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
