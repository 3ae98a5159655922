/** The embedded cluster as a part of a Spring test's context. */
@NullMarked
package io.github.rocketmq.rebalance.test.spring;

import org.jspecify.annotations.NullMarked;
