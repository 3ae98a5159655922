package io.github.rocketmq.rebalance;

import io.github.rocketmq.rebalance.allocation.AllocationRequest;
import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.allocation.BalancedRendezvousAllocation;
import io.github.rocketmq.rebalance.allocation.ConsistentHashAllocation;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.remote.namespace.Namespace;
import java.util.List;

/**
 * A strategy that sees names with their namespace, as the strategies of Apache's clients and of members without the setting do.
 *
 * @param strategy depends on the names of queues
 * @param namespace whose names they are
 */
record NamespacedAllocation(AllocationStrategy strategy, Namespace namespace) implements AllocationStrategy {

    /** Wraps those strategies that hash names; to others, names are only names. */
    static AllocationStrategy of(AllocationStrategy strategy, Namespace namespace) {
        boolean hashes =
                strategy instanceof ConsistentHashAllocation || strategy instanceof BalancedRendezvousAllocation;
        return hashes ? new NamespacedAllocation(strategy, namespace) : strategy;
    }

    @Override
    public String name() {
        return strategy.name();
    }

    @Override
    public String nameAtBrokers() {
        return strategy.nameAtBrokers();
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        AllocationRequest wrapped = new AllocationRequest(
                namespace.wrap(request.group()),
                namespace.wrap(request.topic()),
                request.queues().stream().map(namespace::wrap).toList(),
                request.members(),
                request.self());
        return strategy.allocate(wrapped).stream().map(namespace::unwrap).toList();
    }
}
