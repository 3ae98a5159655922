package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One broker's locks: whoever asked last keeps one for 60 s, and may give it back. */
public final class SimulatedLocks {

    private static final long LIFE = 60_000;

    private record Key(ConsumerGroup group, MessageQueue queue) {}

    private record Lock(ClientId owner, long at) {}

    private final VirtualScheduler scheduler;
    private final Map<Key, Lock> locks = new HashMap<>();

    SimulatedLocks(VirtualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Who has the lock now, or null. */
    public @Nullable ClientId owner(ConsumerGroup group, MessageQueue queue) {
        Lock lock = locks.get(new Key(group, queue));
        return lock == null || scheduler.now() - lock.at() > LIFE ? null : lock.owner();
    }

    /** Has somebody else own a lock from now on. */
    public void take(ConsumerGroup group, MessageQueue queue, String owner) {
        locks.put(new Key(group, queue), new Lock(new ClientId(owner), scheduler.now()));
    }

    Set<MessageQueue> lock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        Set<MessageQueue> granted = new HashSet<>();
        for (MessageQueue queue : queues) {
            ClientId owner = owner(group, queue);
            if (owner == null || owner.equals(clientId)) {
                locks.put(new Key(group, queue), new Lock(clientId, scheduler.now()));
                granted.add(queue);
            }
        }
        return granted;
    }

    void unlock(ConsumerGroup group, ClientId clientId, Set<MessageQueue> queues) {
        queues.forEach(queue -> locks.computeIfPresent(
                new Key(group, queue), (key, lock) -> lock.owner().equals(clientId) ? null : lock));
    }

    void clear() {
        locks.clear();
    }
}
