package io.github.rocketmq.rebalance.simulation.proof;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what the group asks of brokers and what it is told by them, second by second, and judges it: so much a minute while
 * nothing happens, and so much more for every change.
 */
final class RequestBudget {

    /** Kinds of requests that grow with a group. */
    enum Kind {
        ROUTE,
        LIST,
        HEARTBEAT,
        LOCK,
        UNLOCK,
        COMMIT,
        READ_OFFSET,
        NOTICE
    }

    private static final long SECOND = 1_000_000;
    private static final int MINUTE = 60;
    private static final int LONGEST_RUN = 1000;
    /** After the group has found its balance, until the last stragglers have looked again. */
    private static final int CALMING = 10;

    /** The one that messages come into and the one of retries. */
    private static final int TOPICS = 2;

    private static final double LIST_INTERVAL = 20;
    private static final double HEARTBEAT_INTERVAL = 30;
    private static final double RENEWAL_INTERVAL = 15;
    private static final double COMMIT_INTERVAL = 5;
    private static final double COMMIT_AGAIN_INTERVAL = 30;
    /** Phases and drifting clocks. */
    private static final double TOLERANCE = 1.1;

    private record Change(int second, int members, boolean join) {}

    private final World world;
    private final int queues;
    private final int brokers;
    private final Map<Kind, int[]> counts = new EnumMap<>(Kind.class);
    private final List<Change> changes = new ArrayList<>();
    private int moves;

    /**
     * @param queues that messages come into
     */
    RequestBudget(World world, int queues, int brokers) {
        this.world = world;
        this.queues = queues;
        this.brokers = brokers;
    }

    void count(Kind kind) {
        of(kind)[second()]++;
    }

    /** A queue has a new owner. */
    void moved() {
        moves++;
    }

    /**
     * A member comes or goes.
     *
     * @param members there are then
     */
    void changed(int members, boolean join) {
        changes.add(new Change(second(), members, join));
    }

    private int second() {
        return (int) (world.timeline().now() / SECOND);
    }

    private int[] of(Kind kind) {
        return counts.computeIfAbsent(kind, each -> new int[LONGEST_RUN]);
    }

    private long between(Kind kind, int from, int to) {
        int[] each = of(kind);
        long sum = 0;
        for (int second = from; second < to; second++) {
            sum += each[second];
        }
        return sum;
    }

    /**
     * Judges the minutes from the last balance on, and all that was asked until then.
     *
     * @param balancedSince microseconds
     */
    void judge(long balancedSince, long end) {
        int calm = (int) (Math.max(balancedSince, Story.EVENTFUL_SECONDS * SECOND) / SECOND) + CALMING;
        int members = changes.get(changes.size() - 1).members();
        for (int from = calm; (from + MINUTE) * SECOND <= end; from += MINUTE) {
            judgeMinute(from, members);
        }
        judgeChanges(calm);
    }

    private void judgeMinute(int from, int members) {
        String when = "the minute from " + from + " s";
        // Nothing is sent to the queues any more, so nothing but the repetition of commits is left.
        double again = (queues + brokers) * MINUTE / COMMIT_AGAIN_INTERVAL;
        expect(Kind.LIST, when, from, from + MINUTE, upTo(members * MINUTE / LIST_INTERVAL, members));
        expect(Kind.HEARTBEAT, when, from, from + MINUTE, upTo(each(members) * MINUTE / HEARTBEAT_INTERVAL, members));
        expect(Kind.LOCK, when, from, from + MINUTE, upTo(each(members) * MINUTE / RENEWAL_INTERVAL, members));
        expect(Kind.COMMIT, when, from, from + MINUTE, upTo(again, members));
        expect(Kind.UNLOCK, when, from, from + MINUTE, 0);
        // A first commit of a member for a topic and broker is read back, and may be due only now.
        expect(Kind.READ_OFFSET, when, from, from + MINUTE, members * (long) brokers);
        expect(Kind.NOTICE, when, from, from + MINUTE, 0);
    }

    private void judgeChanges(int until) {
        String when = changes.size() + " changes with " + moves + " moves";
        double memberSeconds = 0;
        long told = 0;
        long joins = 0;
        int members = 0;
        int since = 0;
        for (Change change : changes) {
            memberSeconds += (double) members * (change.second() - since);
            members = change.members();
            since = change.second();
            told += members + 1;
            joins += change.join() ? 1 : 0;
        }
        memberSeconds += (double) members * (until - since);
        long leaves = changes.size() - joins;
        double commits = until * (queues / COMMIT_INTERVAL + brokers / COMMIT_AGAIN_INTERVAL);

        // Whoever is there is told by every broker of one that comes or goes.
        expect(Kind.NOTICE, when, 0, until, told * brokers);
        // All look once and now and then a second time; two of them make sure that one that left is listed nowhere.
        expect(
                Kind.LIST,
                when,
                0,
                until,
                upTo(memberSeconds / LIST_INTERVAL, members) + 2 * told + leaves * 2L * 2 * brokers);
        // Only who comes tells the brokers: when it begins and when it is connected.
        expect(
                Kind.HEARTBEAT,
                when,
                0,
                until,
                upTo(each(memberSeconds) / HEARTBEAT_INTERVAL, members) + joins * 2 * brokers);
        // Who takes over asks for all it wants of a broker at once, and again until the last lock is free.
        expect(Kind.LOCK, when, 0, until, upTo(each(memberSeconds) / RENEWAL_INTERVAL, members) + 4L * moves);
        expect(Kind.UNLOCK, when, 0, until, moves + leaves * 2L * brokers);
        // The start of every queue, and what each member commits first for each topic and broker.
        expect(Kind.READ_OFFSET, when, 0, until, moves + joins * TOPICS * brokers);
        expect(Kind.COMMIT, when, 0, until, upTo(commits, members) + moves);
    }

    private double each(double members) {
        return members * brokers;
    }

    private static long upTo(double allowed, int members) {
        return (long) Math.ceil(allowed * TOLERANCE) + members;
    }

    private void expect(Kind kind, String when, int from, int to, long most) {
        long counted = between(kind, from, to);
        if (world.trace().isKept()) {
            world.trace().note(kind + " " + counted + " of " + most + " allowed in " + when);
        }
        if (counted > most) {
            world.verdict().violation('g', counted + " times " + kind + " in " + when + ", " + most + " are allowed");
        }
    }
}
