package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.allocation.AllocationStrategy;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Event;
import io.github.rocketmq.rebalance.rebalance.GroupView;
import io.github.rocketmq.rebalance.rebalance.QueueOwners;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whose each queue is by the last look that listed this member. Written on the loop, read anywhere. */
final class KnownOwners {

    private final ConsumerGroup group;
    private final ClientId self;
    private final AllocationStrategy strategy;
    private volatile Optional<GroupView> lastView = Optional.empty();

    KnownOwners(ConsumerGroup group, ClientId self, AllocationStrategy strategy) {
        this.group = group;
        this.self = self;
        this.strategy = strategy;
    }

    /** Takes in what a look found. Loop only. */
    void happened(Event event) {
        if (event instanceof Event.ViewFetched fetched
                && fetched.view().members().contains(self)) {
            lastView = Optional.of(fetched.view());
        }
    }

    /** Empty before the first look. Any thread. */
    SortedMap<MessageQueue, ClientId> owners() {
        return lastView.map(view -> QueueOwners.of(group, self, view, strategy)).orElseGet(TreeMap::new);
    }
}
