/** What an application implements and receives beside its payloads, and catches. */
@NullMarked
package io.github.rocketmq.rebalance.spring.api;

import org.jspecify.annotations.NullMarked;
