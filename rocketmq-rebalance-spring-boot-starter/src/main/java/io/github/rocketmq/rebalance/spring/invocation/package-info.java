/** Turns messages into one call of application code, and its outcome into what becomes of them. */
@NullMarked
package io.github.rocketmq.rebalance.spring.invocation;

import org.jspecify.annotations.NullMarked;
