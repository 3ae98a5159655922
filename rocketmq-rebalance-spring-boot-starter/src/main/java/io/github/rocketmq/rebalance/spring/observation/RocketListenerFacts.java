package io.github.rocketmq.rebalance.spring.observation;

/**
 * What is known of a listener apart from its messages.
 *
 * @param consumptionModel {@code clustering} or {@code broadcasting}
 * @param clientId the name of its consumer in the group; empty if it has none now
 */
public record RocketListenerFacts(String consumptionModel, String clientId) {

    /** Of a listener that nobody knows. */
    public static final RocketListenerFacts UNKNOWN = new RocketListenerFacts("", "");
}
