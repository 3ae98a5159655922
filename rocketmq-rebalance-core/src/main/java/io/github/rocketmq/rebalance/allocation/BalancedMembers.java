package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.StableHash;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The members of a group as the balanced allocation sees them: each once, in order, with what their client ids tell. A pure
 * function of the list, so that all members see the same.
 */
final class BalancedMembers {

    private final List<ClientId> ids;
    private final long[] hashes;
    private final String[] zones;
    private final int[] weights;

    private BalancedMembers(List<ClientId> ids) {
        this.ids = ids;
        this.hashes = new long[ids.size()];
        this.zones = new String[ids.size()];
        this.weights = new int[ids.size()];
    }

    /**
     * Reads the list; empty if it names a member that does not allocate this way.
     *
     * @param listed sorted; a client that is listed several times counts once
     */
    static Optional<BalancedMembers> of(List<ClientId> listed) {
        BalancedMembers members = new BalancedMembers(listed.stream().distinct().toList());
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < members.ids.size(); i++) {
            ClientId id = members.ids.get(i);
            MemberTag tag = MemberTag.of(id).orElse(null);
            if (tag == null) {
                return Optional.empty();
            }
            // Of several members with one key the first has it; the others are told apart by all of their ids.
            members.hashes[i] = StableHash.ofText(taken.add(tag.key()) ? tag.key() : id.value());
            members.zones[i] = tag.zone();
            members.weights[i] = tag.weight();
        }
        return Optional.of(members);
    }

    int count() {
        return ids.size();
    }

    long hash(int member) {
        return hashes[member];
    }

    String zone(int member) {
        return zones[member];
    }

    int weight(int member) {
        return weights[member];
    }

    /** The place of a member that is among them. */
    int indexOf(ClientId id) {
        return Collections.binarySearch(ids, id);
    }

    /** Whether the weights make a difference. */
    boolean areWeighted() {
        for (int weight : weights) {
            if (weight != weights[0]) {
                return true;
            }
        }
        return false;
    }

    /**
     * How many queues each member may have.
     *
     * @param floors how many it has at least
     * @param ceilings how many at most: the same, or one more
     */
    @SuppressWarnings("ArrayRecordComponent") // Read where it is made.
    record Quotas(int[] floors, int[] ceilings) {}

    /** The shares that weights give each member of so many queues, rounded down and up: none is a whole queue off. */
    Quotas quotas(int queues) {
        long sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int[] floors = new int[weights.length];
        int[] ceilings = new int[weights.length];
        int extras = queues;
        for (int i = 0; i < floors.length; i++) {
            floors[i] = (int) ((long) queues * weights[i] / sum);
            extras -= floors[i];
        }
        for (int i = 0; i < floors.length; i++) {
            // If all shares are whole nobody keeps one more, but everybody may until all have found their place.
            boolean whole = extras > 0 && (long) queues * weights[i] % sum == 0;
            ceilings[i] = whole ? floors[i] : floors[i] + 1;
        }
        return new Quotas(floors, ceilings);
    }
}
