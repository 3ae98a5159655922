package io.github.rocketmq.rebalance.consumer;

/**
 * How messages reach the listener, and what becomes of those that it did not consume.
 *
 * @param dispatcher in order or all at once
 * @param returns through a broker or from memory
 */
record Consumption(Dispatcher dispatcher, MessageReturns returns) {}
