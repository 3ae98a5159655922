package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;

/**
 * Deals the queues out like cards: one to each member in turn. Agrees with Apache's {@code
 * AllocateMessageQueueAveragelyByCircle}, for which a member that is listed twice counts twice.
 */
public final class CircularAllocation implements AllocationStrategy {

    /** The name that Apache's clients use too. */
    public static final String NAME = "AVG_BY_CIRCLE";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        int members = request.members().size();
        List<MessageQueue> mine = new ArrayList<>();
        for (int i = request.members().indexOf(request.self());
                i < request.queues().size();
                i += members) {
            mine.add(request.queues().get(i));
        }
        return mine;
    }
}
