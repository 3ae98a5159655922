/** {@code @RocketMessageListener} and how methods and classes become listeners. */
@NullMarked
package io.github.rocketmq.rebalance.spring.annotation;

import org.jspecify.annotations.NullMarked;
