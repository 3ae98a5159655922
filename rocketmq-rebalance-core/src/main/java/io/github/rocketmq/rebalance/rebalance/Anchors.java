package io.github.rocketmq.rebalance.rebalance;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.StableHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * The masters to ask for the list of a group's members. All members choose alike, because brokers learn of joins and leaves
 * at slightly different times and members that ask different ones would disagree; and groups spread over the masters.
 */
public final class Anchors {

    /** Above it a group asks two masters, each by about half of the members, and so on. */
    private static final int MEMBERS_PER_ANCHOR = 500;

    private Anchors() {}

    /**
     * The masters, the first choice first: by the highest hash of group and name, so that a master that goes or comes
     * concerns only the groups that chose or choose it.
     *
     * @param masters the names of the brokers of the group's topics that have a master, in any order
     * @param self the member that asks
     * @param members how many the group had when last seen; 0 if it was not
     */
    public static List<String> ranked(ConsumerGroup group, Collection<String> masters, ClientId self, int members) {
        List<String> ranked = new ArrayList<>(new TreeSet<>(masters));
        ranked.sort(Comparator.comparingLong(name -> ~StableHash.of(group.name(), name)));
        int anchors = Math.min(ranked.size(), (members + MEMBERS_PER_ANCHOR - 1) / MEMBERS_PER_ANCHOR);
        if (anchors > 1) {
            int mine = (int) StableHash.between(StableHash.of(group.name(), self.value()), 0, anchors - 1);
            ranked.add(0, ranked.remove(mine));
        }
        return List.copyOf(ranked);
    }
}
