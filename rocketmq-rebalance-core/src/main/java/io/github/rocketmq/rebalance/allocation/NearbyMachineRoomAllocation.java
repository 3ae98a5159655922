package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Shares each machine room's queues among the members in that room, and the queues of rooms without a member among all, in
 * both cases by another strategy. Agrees with Apache's {@code AllocateMachineRoomNearby}.
 */
public final class NearbyMachineRoomAllocation implements AllocationStrategy {

    /** Begins the name that Apache's clients use too; the other strategy's name follows. */
    public static final String NAME_PREFIX = "MACHINE_ROOM_NEARBY-";

    private final AllocationStrategy within;
    private final MachineRooms rooms;

    /**
     * @param within shares the queues of a room
     * @param rooms tells who is where
     */
    public NearbyMachineRoomAllocation(AllocationStrategy within, MachineRooms rooms) {
        this.within = within;
        this.rooms = rooms;
    }

    @Override
    public String name() {
        return NAME_PREFIX + within.name();
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        SortedMap<String, List<MessageQueue>> queuesByRoom = new TreeMap<>();
        for (MessageQueue queue : request.queues()) {
            String room = named(rooms.ofBroker(queue), "the broker of queue " + queue);
            queuesByRoom.computeIfAbsent(room, r -> new ArrayList<>()).add(queue);
        }
        SortedMap<String, List<ClientId>> membersByRoom = new TreeMap<>();
        for (ClientId member : request.members()) {
            String room = named(rooms.ofMember(member), "member " + member);
            membersByRoom.computeIfAbsent(room, r -> new ArrayList<>()).add(member);
        }
        String here = rooms.ofMember(request.self());
        List<MessageQueue> mine = new ArrayList<>();
        queuesByRoom.forEach((room, queues) -> {
            List<ClientId> inRoom = membersByRoom.getOrDefault(room, List.of());
            if (room.equals(here)) {
                mine.addAll(share(request, queues, inRoom));
            } else if (inRoom.isEmpty()) {
                mine.addAll(share(request, queues, request.members()));
            }
        });
        return mine;
    }

    private List<MessageQueue> share(AllocationRequest request, List<MessageQueue> queues, List<ClientId> members) {
        return within.allocate(
                new AllocationRequest(request.group(), request.topic(), queues, members, request.self()));
    }

    private static String named(String room, String what) {
        if (room.isBlank()) {
            throw new IllegalStateException(
                    "no machine room is known for " + what + "; every member must know the same");
        }
        return room;
    }
}
