/** What listeners of Apache's starter look like, so that they need no more than other imports. */
@NullMarked
package io.github.rocketmq.rebalance.spring.migration;

import org.jspecify.annotations.NullMarked;
