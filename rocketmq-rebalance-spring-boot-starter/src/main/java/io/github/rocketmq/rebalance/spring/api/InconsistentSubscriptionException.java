package io.github.rocketmq.rebalance.spring.api;

/**
 * Two listeners of one consumer group cannot share its consumer; says which two, why, and what to change.
 *
 * <p>All listeners of a group in one application are one member of the group, because brokers keep one subscription per
 * group.
 */
public final class InconsistentSubscriptionException extends RocketMqConfigurationException {

    private static final long serialVersionUID = 1;

    /** Names both listeners in {@code problem}. */
    public InconsistentSubscriptionException(String problem, String remedy) {
        super(problem, remedy);
    }
}
