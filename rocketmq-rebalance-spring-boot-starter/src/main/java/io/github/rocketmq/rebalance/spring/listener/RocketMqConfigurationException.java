package io.github.rocketmq.rebalance.spring.listener;

import org.jspecify.annotations.Nullable;

/** A listener or a setting that cannot work; says what is wrong and what to change. */
public class RocketMqConfigurationException extends RuntimeException {

    private final String remedy;

    /**
     * Names the fault and its remedy.
     *
     * @param problem what is wrong: the thing, what was expected, what came
     * @param remedy what to change
     */
    public RocketMqConfigurationException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    /** What to change. */
    public String remedy() {
        return remedy;
    }

    static RocketMqConfigurationException duplicateId(RocketListenerContainer first, RocketListenerContainer second) {
        return new RocketMqConfigurationException(
                "Two RocketMQ listeners have the id '" + first.id() + "': " + first.description() + " and "
                        + second.description() + ".",
                "Give each listener an id of its own with @RocketMessageListener(id = \"...\"). Without an id the"
                        + " consumer group is the id.",
                null);
    }

    static RocketMqConfigurationException duplicateGroup(
            RocketListenerContainer first, RocketListenerContainer second) {
        return new RocketMqConfigurationException(
                "Two RocketMQ listeners consume as the group '" + first.group() + "': '" + first.id() + "' ("
                        + first.description() + ") and '" + second.id() + "' (" + second.description()
                        + "). Brokers keep one subscription per group, so one of them would lose messages.",
                "Give each listener a consumerGroup of its own, or let one listener take all topics with"
                        + " @RocketMessageListener(topics = {...}).",
                null);
    }

    static RocketMqConfigurationException handler(String description, String problem, String remedy) {
        return new RocketMqConfigurationException(
                "The RocketMQ listener " + description + " " + problem + ".", remedy, null);
    }
}
