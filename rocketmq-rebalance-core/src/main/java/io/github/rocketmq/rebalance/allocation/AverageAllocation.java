package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;

/**
 * Gives every member a run of neighbouring queues, all runs as long as possible the same; the first members get one more
 * if the queues do not divide evenly. The default of Apache's clients.
 */
public final class AverageAllocation implements AllocationStrategy {

    /** The name by which Apache's clients and brokers know it. */
    public static final String NAME = "AVG";

    @Override
    public String name() {
        return NAME;
    }

    /**
     * A member that is listed several times counts as often, but takes only its first share: the others have no owner
     * until brokers list it once. Apache's members reckon the same way, and a group may be mixed.
     */
    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        int queues = request.queues().size();
        int members = request.members().size();
        int index = request.members().indexOf(request.self());
        int share = queues / members;
        int remainder = queues % members;
        int start = index * share + Math.min(index, remainder);
        int size = index < remainder ? share + 1 : share;
        return request.queues().subList(start, start + size);
    }
}
