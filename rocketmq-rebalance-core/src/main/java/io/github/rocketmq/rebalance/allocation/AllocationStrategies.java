package io.github.rocketmq.rebalance.allocation;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Finds strategies by name: those of this library that need no configuration, under Apache's names and in words, and those
 * that a class-path entry offers as {@link ServiceLoader} services, under their {@link AllocationStrategy#name()}.
 */
public final class AllocationStrategies {

    private static final Map<String, Supplier<AllocationStrategy>> BUILT_IN = Map.of(
            BalancedRendezvousAllocation.NAME,
            BalancedRendezvousAllocation::new,
            "balanced",
            BalancedRendezvousAllocation::new,
            AverageAllocation.NAME,
            AverageAllocation::new,
            "averagely",
            AverageAllocation::new,
            CircularAllocation.NAME,
            CircularAllocation::new,
            "circle",
            CircularAllocation::new,
            ConsistentHashAllocation.NAME,
            ConsistentHashAllocation::new,
            "consistent-hash",
            ConsistentHashAllocation::new);

    private AllocationStrategies() {}

    /**
     * A strategy by its name.
     *
     * @throws IllegalArgumentException naming those that exist
     */
    public static AllocationStrategy named(String name) {
        Map<String, Supplier<AllocationStrategy>> known = new TreeMap<>(BUILT_IN);
        ServiceLoader.load(AllocationStrategy.class)
                .forEach(strategy -> known.putIfAbsent(strategy.name(), () -> strategy));
        Supplier<AllocationStrategy> found = known.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no allocation strategy '" + name + "'; choose one of " + known.keySet());
        }
        return found.get();
    }
}
