/** Helps tests to wait for what listeners do on threads of their own. */
@NullMarked
package io.github.rocketmq.rebalance.spring.test;

import org.jspecify.annotations.NullMarked;
