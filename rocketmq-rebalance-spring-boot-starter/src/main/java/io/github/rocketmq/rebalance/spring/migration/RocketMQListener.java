package io.github.rocketmq.rebalance.spring.migration;

import io.github.rocketmq.rebalance.spring.api.RocketListener;

/**
 * Takes the messages of a listener that was written for Apache's starter. New code implements {@link RocketListener}.
 *
 * @param <T> the payload
 */
public interface RocketMQListener<T> extends RocketListener<T> {}
