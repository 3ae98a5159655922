package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.List;
import java.util.Optional;

/**
 * Gives every member as many queues as every other, or one more, and moves few of them when members come and go: about three
 * times the least that is possible, where averagely moves up to hundreds of times as much. The default of this client's members.
 *
 * <p>Members are told apart by the allocation keys in their client ids ({@link MemberTag}), so a member that comes back under
 * its key has its queues again. Members with zones get the queues of brokers in their zone as far as balance allows; members
 * with weights get shares in proportion, less than one queue away. Each topic is shared independently of all others.
 *
 * <p>As long as the group has a member without such a tag, one of Apache's client for example, all members share by another
 * strategy, which that member knows too.
 *
 * <p>Safe for use by several groups and threads. It remembers the last two results of each topic, so a group in which nothing
 * changes costs next to nothing.
 */
public final class BalancedRendezvousAllocation implements AllocationStrategy {

    /** Brokers and Apache's clients do not know it. */
    public static final String NAME = "BALANCED";

    private final AllocationStrategy mixed;
    private final BrokerZones zones;
    private final Recent<ConsumerGroup, LastTwo<Listing>> listings = new Recent<>();
    private final Recent<GroupTopic, LastTwo<BalancedSharing>> sharings = new Recent<>();

    /** A list of members and what it says; empty if not all of them allocate this way. */
    private record Listing(List<ClientId> listed, Optional<BalancedMembers> members) {}

    private record GroupTopic(ConsumerGroup group, String topic) {}

    /** Shares averagely with members of other kinds, and takes zones from brokers named {@code zone@broker}. */
    public BalancedRendezvousAllocation() {
        this(new AverageAllocation(), BrokerZones.byPrefix());
    }

    /**
     * @param mixed shares the queues while not all members allocate this way; the strategy of the others
     * @param zones of the brokers; the same in all members
     */
    public BalancedRendezvousAllocation(AllocationStrategy mixed, BrokerZones zones) {
        this.mixed = mixed;
        this.zones = zones;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String nameAtBrokers() {
        return mixed.nameAtBrokers();
    }

    @Override
    public List<MessageQueue> allocate(AllocationRequest request) {
        Optional<BalancedMembers> members = members(request);
        return members.isPresent() ? sharing(request, members.get()).of(request.self()) : mixed.allocate(request);
    }

    /** The same object as long as the list is the same. */
    private Optional<BalancedMembers> members(AllocationRequest request) {
        List<ClientId> listed = request.members();
        LastTwo<Listing> known = listings.get(request.group());
        Listing same = LastTwo.find(known, listing -> listing.listed() == listed);
        if (same != null) {
            return same.members();
        }
        Listing equal = LastTwo.find(known, listing -> listing.listed().equals(listed));
        Listing now = new Listing(listed, equal == null ? BalancedMembers.of(listed) : equal.members());
        listings.put(request.group(), LastTwo.after(known, now));
        return now.members();
    }

    private BalancedSharing sharing(AllocationRequest request, BalancedMembers members) {
        GroupTopic about = new GroupTopic(request.group(), request.topic());
        LastTwo<BalancedSharing> known = sharings.get(about);
        BalancedSharing found = LastTwo.find(known, sharing -> sharing.isOf(request.queues(), members));
        if (found != null) {
            return found;
        }
        BalancedSharing now = BalancedSharing.of(request.group(), request.topic(), request.queues(), members, zones);
        sharings.put(about, LastTwo.after(known, now));
        return now;
    }
}
