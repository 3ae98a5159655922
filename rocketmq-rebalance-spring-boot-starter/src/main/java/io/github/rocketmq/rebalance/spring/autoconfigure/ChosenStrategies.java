package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.allocation.AllocationStrategies;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import java.util.Arrays;
import java.util.function.Supplier;
import org.springframework.beans.factory.ListableBeanFactory;

/** Finds the allocation strategy that settings name: a bean, or one that the core knows. */
final class ChosenStrategies {

    private final ListableBeanFactory beans;

    ChosenStrategies(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The name of the strategy where settings name none: that of the only bean, else the core's default. */
    String nameOr(String named) {
        String[] strategies = strategyBeans();
        if (!named.isEmpty()) {
            return named;
        }
        return strategies.length == 1 ? strategies[0] : BalancedRendezvousAllocation.NAME;
    }

    /**
     * Makes the strategy when a listener starts: one for each consumer, or the bean.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    Supplier<AllocationStrategy> named(String name) {
        String[] strategies = strategyBeans();
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

    private String[] strategyBeans() {
        return beans.getBeanNamesForType(AllocationStrategy.class, true, false);
    }
}
