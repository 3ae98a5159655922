package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.allocation.AllocationStrategies;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import java.util.Arrays;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;

/** Finds the allocation strategy that settings name: a bean, or one that the core knows. */
final class ChosenStrategies {

    private final ListableBeanFactory beans;

    ChosenStrategies(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * Makes the strategy when a listener starts: one for each consumer, or the bean.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    Supplier<AllocationStrategy> named(String name) {
        String[] strategies = beans.getBeanNamesForType(AllocationStrategy.class, true, false);
        if (Arrays.asList(strategies).contains(name)) {
            return () -> beans.getBean(name, AllocationStrategy.class);
        }
        try {
            AllocationStrategies.named(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    "rebalance.strategy: " + unknown.getMessage()
                            + (strategies.length == 0 ? "" : " or one of the beans " + Arrays.toString(strategies)),
                    unknown);
        }
        return () -> AllocationStrategies.named(name);
    }
}
