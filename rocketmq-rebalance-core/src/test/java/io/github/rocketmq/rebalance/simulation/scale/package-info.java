/** Groups of thousands of members, with what they ask of their brokers counted. */
@NullMarked
package io.github.rocketmq.rebalance.simulation.scale;

import org.jspecify.annotations.NullMarked;
