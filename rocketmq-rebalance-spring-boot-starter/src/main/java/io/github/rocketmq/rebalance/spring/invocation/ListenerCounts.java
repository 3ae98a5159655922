package io.github.rocketmq.rebalance.spring.invocation;

/**
 * What became of the messages that one listener was given since the application started.
 *
 * @param consumed done
 * @param retried to come again, because the listener threw or asked for it
 * @param deadLettered given up, including those that could not be decoded
 * @param undecodable those whose arguments could not be made of the message, whatever became of them
 * @param filtered kept from the listener by a filter or an interceptor
 */
public record ListenerCounts(long consumed, long retried, long deadLettered, long undecodable, long filtered) {}
