package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.remote.BrokerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which masters lately gave no list of members, so that a dead one delays one look and not all. Times are loop milliseconds.
 * Confined to the loop.
 */
final class AnchorHealth {

    /** Failures in a row after which another master is asked. */
    private static final int PATIENCE = 2;

    /** A master that failed is the last choice for so long. */
    private static final long MEMORY = 60_000;

    private final Map<BrokerAddress, Failures> failures = new HashMap<>();

    private record Failures(int inARow, long lastAt) {}

    /** The same masters in the same order, but those that failed behind the others. */
    List<BrokerAddress> healthyFirst(List<BrokerAddress> ranked, long now) {
        failures.values().removeIf(failed -> now - failed.lastAt() >= MEMORY);
        List<BrokerAddress> ordered = new ArrayList<>(ranked);
        ordered.removeIf(this::isGivenUp);
        ranked.stream().filter(this::isGivenUp).forEach(ordered::add);
        return ordered;
    }

    /** Whether another master is to be asked, because this one failed too often. */
    boolean isGivenUp(BrokerAddress master) {
        Failures failed = failures.get(master);
        return failed != null && failed.inARow() >= PATIENCE;
    }

    void answered(BrokerAddress master) {
        failures.remove(master);
    }

    void failed(BrokerAddress master, long now) {
        failures.merge(
                master, new Failures(1, now), (before, first) -> new Failures(before.inARow() + 1, first.lastAt()));
    }
}
