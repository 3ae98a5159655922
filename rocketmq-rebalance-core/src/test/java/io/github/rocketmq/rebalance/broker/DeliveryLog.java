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
    private final Map<MessageQueue, Ownership> owners = new ConcurrentHashMap<>();
    private final AtomicLong calls = new AtomicLong();

    private record Call(String member, long number) {}

    /** From when on only this member has started messages of a queue. */
    private record Ownership(String member, long since) {}

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
        owners.merge(
                queue,
                new Ownership(member, now),
                (before, next) -> before.member().equals(member) || now < before.since() ? before : next);
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

    /** Forgets who started what: from here on {@link #ownedSince} tells who took over when. */
    void mark() {
        owners.clear();
    }

    /** Since when only this member has started messages of the queue, at most since the mark; empty if another did last. */
    OptionalLong ownedSince(String member, MessageQueue queue) {
        Ownership ownership = owners.get(queue);
        return ownership == null || !ownership.member().equals(member)
                ? OptionalLong.empty()
                : OptionalLong.of(ownership.since());
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
