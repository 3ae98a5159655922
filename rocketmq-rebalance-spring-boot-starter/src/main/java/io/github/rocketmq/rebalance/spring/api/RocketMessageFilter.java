package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.model.Message;

/**
 * Keeps messages from a listener that names the filter's bean. A message that is not accepted counts as filtered and is
 * never delivered to the group again.
 *
 * <p>Filter by tag or SQL where that is enough: then the broker does not send the message at all. Called by many threads at
 * once; what it throws counts as the listener's failure.
 */
@FunctionalInterface
public interface RocketMessageFilter {

    /** Whether the listener is to get the message. */
    boolean accepts(Message message);
}
