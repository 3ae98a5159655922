package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StableHash;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Who gives the locks of a dead member back: two of those who saw it alive, because a newcomer never heard of it. All
 * survivors choose alike.
 */
final class Survivors {

    private static final int DUTIES = 2;

    private Survivors() {}

    /**
     * The members that are gone and for which {@code self} is chosen.
     *
     * @param before the members of the list before
     * @param now the members of the list now
     * @param share what a member had
     */
    static Map<ClientId, SortedSet<MessageQueue>> duties(
            ClientId self,
            List<ClientId> before,
            List<ClientId> now,
            Function<ClientId, SortedSet<MessageQueue>> share) {
        if (before.equals(now)) {
            return Map.of();
        }
        Set<ClientId> present = new HashSet<>(now);
        Map<ClientId, SortedSet<MessageQueue>> duties = new TreeMap<>();
        List<ClientId> survivors =
                before.stream().distinct().filter(present::contains).toList();
        for (ClientId member : new HashSet<>(before)) {
            if (!present.contains(member) && isChosen(self, member, survivors)) {
                duties.put(member, share.apply(member));
            }
        }
        return duties;
    }

    private static boolean isChosen(ClientId self, ClientId gone, List<ClientId> survivors) {
        if (!survivors.contains(self)) {
            return false;
        }
        long mine = StableHash.of(self.value(), gone.value());
        // Most find two that go before them at once, and need not look at the others.
        return survivors.stream()
                        .filter(other -> {
                            long theirs = StableHash.of(other.value(), gone.value());
                            return theirs < mine || (theirs == mine && other.compareTo(self) < 0);
                        })
                        .limit(DUTIES)
                        .count()
                < DUTIES;
    }
}
