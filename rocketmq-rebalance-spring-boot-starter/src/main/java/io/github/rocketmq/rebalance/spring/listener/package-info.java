/** Runs the listeners of a consumer group as one Spring lifecycle component, and routes messages among them. */
@NullMarked
package io.github.rocketmq.rebalance.spring.listener;

import org.jspecify.annotations.NullMarked;
