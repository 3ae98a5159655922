package io.github.rocketmq.rebalance.spring.api;

/**
 * How a listener is called.
 *
 * @param id its unique name in properties, health and logs
 * @param description the code behind it, for errors
 */
public record ListenerIdentity(String id, String description) {}
