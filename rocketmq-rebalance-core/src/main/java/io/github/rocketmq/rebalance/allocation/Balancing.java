package io.github.rocketmq.rebalance.allocation;

import io.github.rocketmq.rebalance.allocation.BalancedMembers.Quotas;
import java.util.Arrays;

/**
 * Balanced rendezvous: every queue has a home, the member that suits it best; what homes have too much goes to those that have
 * too little, by the one stable matching that the order of pairs allows. In the end every member has its floor or one more,
 * and as few queues as possible are away from home.
 */
final class Balancing {

    private final PairScores scores;
    private final int[] floors;
    private final int[] ceilings;
    private final int[] owners;
    private final int extras;

    private Balancing(PairScores scores, Quotas quotas, int queues) {
        this.scores = scores;
        this.floors = quotas.floors();
        this.ceilings = quotas.ceilings();
        this.owners = new int[queues];
        this.extras = queues - Arrays.stream(floors).sum();
    }

    /**
     * The owner of each queue.
     *
     * @param quotas of the members for so many queues
     */
    static int[] owners(PairScores scores, Quotas quotas, int queues) {
        Balancing balancing = new Balancing(scores, quotas, queues);
        balancing.balance();
        return balancing.owners;
    }

    private void balance() {
        int members = floors.length;
        BestKept atHome = new BestKept(ceilings);
        // What is beyond a ceiling has to go.
        int[] homeless = sendHome(atHome);

        int full = 0;
        int[] soft = new int[members];
        int[] missing = new int[members];
        int[] room = new int[members];
        for (int member = 0; member < members; member++) {
            if (atHome.size(member) > floors[member]) {
                soft[full++] = atHome.worst(member);
            } else {
                missing[member] = floors[member] - atHome.size(member);
                room[member] = ceilings[member] - floors[member];
            }
        }

        BestKept filled = new BestKept(missing);
        int[] unplaced = place(homeless, missing, filled);
        if (full <= extras) {
            place(unplaced, room, new BestKept(room));
        } else {
            // All of the homeless are placed. Members with one more than their floor fill what is still missing.
            int[] left = new int[members];
            Arrays.setAll(left, member -> missing[member] - filled.size(member));
            place(Arrays.copyOf(soft, full), left, new BestKept(left));
        }
    }

    /** Gives every queue to the member that suits it best; answers with those that find no place there. */
    private int[] sendHome(BestKept atHome) {
        int[] homeless = new int[owners.length];
        int count = 0;
        for (int queue = 0; queue < owners.length; queue++) {
            int home = scores.best(queue);
            owners[queue] = home;
            int letGo = atHome.offer(home, queue, scores.of(queue, home));
            if (letGo != BestKept.NONE) {
                homeless[count++] = letGo;
            }
        }
        return Arrays.copyOf(homeless, count);
    }

    /**
     * Deferred acceptance: every queue proposes to the members with places, the best first; a member keeps the best proposals
     * and lets the others go on. The result does not depend on who proposes when.
     *
     * @return the queues that nobody keeps; their owners stay as they were
     */
    private int[] place(int[] queues, int[] places, BestKept kept) {
        int[] open = openMembers(places);
        int[] unplaced = new int[queues.length];
        int count = 0;
        for (int first : queues) {
            int queue = first;
            while (queue != BestKept.NONE) {
                int member = bestThatKeeps(queue, open, kept);
                if (member == BestKept.NONE) {
                    unplaced[count++] = queue;
                    break;
                }
                queue = kept.offer(member, queue, scores.of(queue, member));
            }
        }
        kept.writeTo(owners);
        return Arrays.copyOf(unplaced, count);
    }

    /** Members that would not keep the queue are passed over: what they keep only gets better. */
    private int bestThatKeeps(int queue, int[] open, BestKept kept) {
        int best = BestKept.NONE;
        long bestScore = -1;
        for (int member : open) {
            long score = scores.of(queue, member);
            if (score >= bestScore
                    && (score > bestScore || scores.precedes(member, best))
                    && kept.wouldKeep(member, queue, score)) {
                best = member;
                bestScore = score;
            }
        }
        return best;
    }

    private static int[] openMembers(int[] places) {
        int[] open = new int[places.length];
        int count = 0;
        for (int member = 0; member < places.length; member++) {
            if (places[member] > 0) {
                open[count++] = member;
            }
        }
        return Arrays.copyOf(open, count);
    }
}
