package io.github.rocketmq.rebalance.simulation.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * What may come twice because of the faults of a run: on the queues that a fault hit, what was not yet committed then. That is
 * what was started within a commit's interval before, and what still ran; and no more than that for each fault.
 */
final class Faults {

    /** Anybody, where a fault hits whoever owns the queues. */
    static final int ANYBODY = -1;

    private static final long OPEN = Long.MAX_VALUE;

    private final World world;
    private final List<Fault> all = new ArrayList<>();

    /** One of them. */
    static final class Fault {
        private final int member;
        private final long queues;
        private final long from;
        private long until;

        private Fault(int member, long queues, long from, long until) {
            this.member = member;
            this.queues = queues;
            this.from = from;
            this.until = until;
        }

        private boolean hit(int owner, int queue, long time) {
            return (member == ANYBODY || member == owner)
                    && (queues & 1L << queue) != 0
                    && time >= from
                    && time <= until;
        }
    }

    Faults(World world) {
        this.world = world;
    }

    /** A process ends in the middle of its work. */
    void ended(int member) {
        all.add(new Fault(
                member,
                -1,
                world.timeline().now() - uncommitted(),
                world.timeline().now()));
    }

    /**
     * Something begins that keeps commits from some queues' broker.
     *
     * @param member whose; {@link #ANYBODY} for all
     * @param queues as bits
     * @param forgotten for how long before commits are forgotten too, microseconds
     */
    Fault begin(int member, long queues, long forgotten) {
        Fault begun = new Fault(member, queues, world.timeline().now() - uncommitted() - forgotten, OPEN);
        all.add(begun);
        return begun;
    }

    /** It is over; what is done now can be committed within a commit's interval. */
    void over(Fault fault) {
        fault.until = world.timeline().now() + uncommitted();
    }

    /** Whether what a member started at a time may come again. */
    boolean explain(int member, int queue, long startedAt) {
        return all.stream().anyMatch(fault -> fault.hit(member, queue, startedAt));
    }

    private long uncommitted() {
        return world.weather().longestWithoutCommit() + World.SLOWEST_LISTENER;
    }
}
