package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;

/**
 * Gives this member the queues that somebody chose for it, as far as they exist. That all members together have every
 * queue once is up to whoever chose. Like Apache's {@code AllocateMessageQueueByConfig}, but queues that the topic does not
 * have are left out instead of pulled in vain.
 */
public final class ConfiguredAllocation implements AllocationStrategy {

    /** The name that Apache's clients use too. */
    public static final String NAME = "CONFIG";

    private final List<MessageQueue> chosen;

    /**
     * @param chosen this member's queues, of all its topics
     */
    public ConfiguredAllocation(List<MessageQueue> chosen) {
        this.chosen = chosen.stream().sorted().distinct().toList();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        return chosen.stream().filter(request.queues()::contains).toList();
    }
}
