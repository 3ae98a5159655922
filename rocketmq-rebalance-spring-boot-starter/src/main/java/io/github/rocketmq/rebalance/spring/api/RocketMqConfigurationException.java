package io.github.rocketmq.rebalance.spring.api;

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

    /** Names the fault and its remedy. */
    public RocketMqConfigurationException(String problem, String remedy) {
        this(problem, remedy, null);
    }

    /** What to change. */
    public String remedy() {
        return remedy;
    }
}
