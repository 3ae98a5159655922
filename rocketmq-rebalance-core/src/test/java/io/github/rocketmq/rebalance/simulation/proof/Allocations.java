package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.MemberTag;
import io.github.rocketmq.rebalance.model.ClientId;

/** How members of a run share queues and what they are called. */
final class Allocations {

    private Allocations() {}

    static AllocationStrategy standard() {
        return new BalancedRendezvousAllocation();
    }

    /**
     * @param host the place that the process runs at; one that comes back has the same
     * @param number the process's
     */
    static ClientId id(int host, int number) {
        return new ClientId(
                "10.0.0." + host + "@" + (1000 + number) + "#" + number + new MemberTag("pod-" + host, "", 1).suffix());
    }
}
