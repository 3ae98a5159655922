/** Runs one annotated listener as a Spring lifecycle component. */
@NullMarked
package io.github.rocketmq.rebalance.spring.listener;

import org.jspecify.annotations.NullMarked;
