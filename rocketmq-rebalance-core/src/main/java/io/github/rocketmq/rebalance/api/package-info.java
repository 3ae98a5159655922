/** What an application implements, receives and catches. */
@NullMarked
package io.github.rocketmq.rebalance.api;

import org.jspecify.annotations.NullMarked;
