/** Offset stores that keep their offsets on this machine. */
@NullMarked
package io.github.rocketmq.rebalance.offsets;

import org.jspecify.annotations.NullMarked;
