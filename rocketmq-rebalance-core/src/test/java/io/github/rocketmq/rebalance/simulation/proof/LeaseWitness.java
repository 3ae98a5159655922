package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Arrays;
import java.util.Collection;

/**
 * What one process may rightly believe of its locks: 45 s from the request on, by its own clock, from the granting answer on,
 * until it asks to be rid of the lock or is told that another has it.
 */
final class LeaseWitness {

    private static final long LEASE = 45_000;

    private final World world;
    private final ProcessClock clock;
    private final int member;
    private final long[] until;

    LeaseWitness(World world, ProcessClock clock, int member) {
        this.world = world;
        this.clock = clock;
        this.member = member;
        this.until = new long[world.topics().all().size()];
        Arrays.fill(until, Long.MIN_VALUE);
    }

    void locked(Collection<MessageQueue> asked, Collection<MessageQueue> granted, long sentAt) {
        for (MessageQueue queue : asked) {
            until[world.topics().index(queue)] = granted.contains(queue) ? sentAt + LEASE : Long.MIN_VALUE;
        }
    }

    boolean holdsAll(Collection<MessageQueue> queues) {
        return queues.stream()
                .allMatch(queue -> clock.now() < until[world.topics().index(queue)]);
    }

    void unlocking(Collection<MessageQueue> queues) {
        for (MessageQueue queue : queues) {
            until[world.topics().index(queue)] = Long.MIN_VALUE;
        }
    }

    void committing(MessageQueue queue, long offset) {
        if (clock.now() >= until[world.topics().index(queue)]) {
            world.verdict()
                    .violation('d', world.name(member) + " commits " + offset + " of " + queue + " without a lease");
        }
    }
}
