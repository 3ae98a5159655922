/** What happens to listeners, as Spring application events. */
@NullMarked
package io.github.rocketmq.rebalance.spring.event;

import org.jspecify.annotations.NullMarked;
