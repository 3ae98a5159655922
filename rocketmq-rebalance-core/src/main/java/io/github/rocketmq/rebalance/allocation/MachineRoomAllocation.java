package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Shares only the queues of brokers in chosen machine rooms: those whose name is {@code room@broker}. Queues of other
 * brokers belong to nobody. Agrees with Apache's {@code AllocateMessageQueueByMachineRoom}.
 */
public final class MachineRoomAllocation implements AllocationStrategy {

    /** The name that Apache's clients use too. */
    public static final String NAME = "MACHINE_ROOM";

    private final Set<String> rooms;

    /**
     * @param rooms whose brokers are consumed
     */
    public MachineRoomAllocation(Set<String> rooms) {
        this.rooms = Set.copyOf(rooms);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        List<MessageQueue> shared =
                request.queues().stream().filter(this::isInside).toList();
        int members = request.members().size();
        int index = request.members().indexOf(request.self());
        int each = shared.size() / members;
        List<MessageQueue> mine = new ArrayList<>(shared.subList(each * index, each * (index + 1)));
        // The rest goes to the first members, one more each.
        if (index < shared.size() % members) {
            mine.add(shared.get(each * members + index));
        }
        return mine;
    }

    private boolean isInside(MessageQueue queue) {
        // As Apache splits: an @ at the end does not count.
        String[] parts = queue.brokerName().split("@", 0);
        return parts.length == 2 && rooms.contains(parts[0]);
    }
}
