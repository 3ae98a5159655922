package io.github.rocketmq.rebalance.simulation.proof;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the group is balanced: every queue has one owner that lives and means to stay, and no two of those differ by more
 * than one queue of a topic.
 */
final class Balance {

    private static final long NEVER = -1;
    private static final long SECOND = 1_000_000;

    private final World world;
    private final int firstRetryQueue;
    /** Which processes hold each queue, as bits. */
    private final long[] owners;

    private long members;
    private boolean balanced;
    private long balancedSince = NEVER;
    private long lastChange;
    private final List<Long> times = new ArrayList<>();

    Balance(World world, int firstRetryQueue) {
        this.world = world;
        this.firstRetryQueue = firstRetryQueue;
        this.owners = new long[world.topics().all().size()];
    }

    void assigned(int member, int queue) {
        world.trace().add(Trace.Kind.ASSIGNED, member, queue, 0);
        owners[queue] |= 1L << member;
        world.budget().moved();
        look();
    }

    void revoked(int member, int queue) {
        world.trace().add(Trace.Kind.REVOKED, member, queue, 0);
        owners[queue] &= ~(1L << member);
        look();
    }

    boolean owns(int member, int queue) {
        return (owners[queue] & 1L << member) != 0;
    }

    void joined(int member) {
        members |= 1L << member;
        changed();
    }

    void leaving(int member) {
        members &= ~(1L << member);
        changed();
    }

    /** It holds nothing any more, whatever it said last. */
    void died(int member) {
        members &= ~(1L << member);
        for (int queue = 0; queue < owners.length; queue++) {
            owners[queue] &= ~(1L << member);
        }
        changed();
    }

    /** Something happened after which the group has to find its balance, if it lost it. */
    void changed() {
        if (!balanced) {
            checkLull();
        }
        lastChange = world.timeline().now();
        balanced = false;
        look();
    }

    private void look() {
        boolean now = isBalanced();
        if (now && !balanced) {
            checkLull();
            balancedSince = world.timeline().now();
            world.trace().add(Trace.Kind.BALANCED, -1, -1, balancedSince - lastChange);
            times.add(balancedSince - lastChange);
        }
        balanced = now;
    }

    /** A group that has its peace has to come to balance in it. */
    private void checkLull() {
        long lull = world.timeline().now() - lastChange;
        if (world.scenario().pace() != Scenario.Pace.STEADY
                && lull > world.scenario().bound() * SECOND) {
            world.verdict().violation('f', "not balanced " + lull / SECOND + " s after the last change");
        }
    }

    private boolean isBalanced() {
        return isBalanced(0, firstRetryQueue) && isBalanced(firstRetryQueue, owners.length);
    }

    private boolean isBalanced(int from, int to) {
        int[] counts = new int[64];
        for (int queue = from; queue < to; queue++) {
            long owner = owners[queue];
            if (Long.bitCount(owner) != 1 || (owner & members) == 0) {
                return false;
            }
            counts[Long.numberOfTrailingZeros(owner)]++;
        }
        int most = 0;
        int fewest = Integer.MAX_VALUE;
        for (int member = 0; member < 64; member++) {
            if ((members & 1L << member) != 0) {
                most = Math.max(most, counts[member]);
                fewest = Math.min(fewest, counts[member]);
            }
        }
        return most - fewest <= 1;
    }

    /** Balanced now, and since when; -1 if not. */
    long balancedSince() {
        return balanced ? balancedSince : NEVER;
    }

    /** When something happened last after which the group has to find its balance. */
    long lastChange() {
        return lastChange;
    }

    /** Microseconds to each balance from the last change before it. */
    List<Long> times() {
        return times;
    }

    String describe() {
        StringBuilder text = new StringBuilder("members " + Long.toBinaryString(members) + ", owners");
        for (long owner : owners) {
            text.append(' ').append(Long.toBinaryString(owner));
        }
        return text.toString();
    }
}
