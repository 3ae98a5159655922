package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;

/** Every queue, whoever else is there. */
public final class BroadcastAllocation implements AllocationStrategy {

    @Override
    public String name() {
        return "BROADCAST";
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        return request.queues();
    }
}
