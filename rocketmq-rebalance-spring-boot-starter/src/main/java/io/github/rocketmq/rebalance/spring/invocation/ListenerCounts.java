package io.github.rocketmq.rebalance.spring.invocation;

/**
 * What became of the messages that one listener was given since the application started.
 *
 * @param consumed done
 * @param retried to come again, because the listener threw or asked for it
 * @param deadLettered given up, including those that could not be decoded
 * @param undecodable given up because the payload could not be converted
 */
public record ListenerCounts(long consumed, long retried, long deadLettered, long undecodable) {}
