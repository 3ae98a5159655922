package io.github.rocketmq.rebalance.spring.api;

import io.github.rocketmq.rebalance.model.Message;

/**
 * A message that a listener could not deal with.
 *
 * @param listener which listener
 * @param message what it was given
 * @param exception what it threw, or why its arguments could not be made; its text may quote the payload
 * @param attempt the number of this delivery, from 1
 * @param summary what went wrong in words fit for a log: where arguments could not be made, without a word of the payload
 */
public record ListenerFailure(
        ListenerIdentity listener, Message message, Throwable exception, int attempt, String summary) {}
