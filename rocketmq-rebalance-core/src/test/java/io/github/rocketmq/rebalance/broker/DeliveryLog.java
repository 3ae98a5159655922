package io.github.rocketmq.rebalance.broker;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Which numbered messages a broker confirmed, and every call of a listener of one group. Safe for use by any thread. */
final class DeliveryLog {

    private final Set<Integer> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<Integer> done = ConcurrentHashMap.newKeySet();
    private final Map<Call, ListenerRun> running = new ConcurrentHashMap<>();
    private final Queue<ListenerRun> runs = new ConcurrentLinkedQueue<>();
    private final Map<Owner, Long> firstStarts = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();

    private record Call(String member, long number) {}

    private record Owner(String member, MessageQueue queue) {}

    /** A broker has the message. */
    void confirmed(int id) {
        confirmed.add(id);
    }

    int confirmedMessages() {
        return confirmed.size();
    }

    /** A listener that takes this long in the calling thread. */
    void listen(String member, MessageQueue queue, long offset, int id, long nanos) {
        long call = calls.incrementAndGet();
        started(member, call, queue, offset, id, System.nanoTime());
        pause(nanos);
        ended(member, call, System.nanoTime());
    }

    /**
     * A listener begins.
     *
     * @param call the member's number of this call
     */
    void started(String member, long call, MessageQueue queue, long offset, int id, long now) {
        firstStarts.putIfAbsent(new Owner(member, queue), now);
        running.put(
                new Call(member, call),
                new ListenerRun(member, queue, offset, id, now, Long.MAX_VALUE, ListenerRun.Outcome.KILLED));
    }

    /** A listener returned. */
    void ended(String member, long call, long now) {
        ListenerRun run = running.remove(new Call(member, call));
        if (run == null) {
            throw new IllegalStateException("member '" + member + "' ended call " + call + ", which did not start");
        }
        runs.add(run.until(now, ListenerRun.Outcome.RETURNED));
        done.add(run.id());
    }

    /** What a killed member had running ends now and counts as not done. */
    void killed(String member, long now) {
        running.values().removeIf(run -> {
            boolean its = run.member().equals(member);
            if (its) {
                runs.add(run.until(now, ListenerRun.Outcome.KILLED));
            }
            return its;
        });
    }

    /** Forgets who started what first: from here on {@link #firstStart} tells who took over when. */
    void mark() {
        firstStarts.clear();
    }

    /** When a member first started a message of the queue since the mark; empty if it did not. */
    OptionalLong firstStart(String member, MessageQueue queue) {
        Long nanos = firstStarts.get(new Owner(member, queue));
        return nanos == null ? OptionalLong.empty() : OptionalLong.of(nanos);
    }

    /** Whether listeners have returned from every confirmed message, and none runs. */
    boolean isAllDone() {
        return running.isEmpty() && done.containsAll(confirmed);
    }

    /** The sums so far. */
    DeliveryTally tally() {
        return DeliveryTally.of(Set.copyOf(confirmed), runs);
    }

    /** Blocks the calling thread for so long. */
    static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
