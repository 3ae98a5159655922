package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A broker's locks: by the name that a request carries, for a minute after the last request, in memory only. */
final class LockTable {

    private static final long LIFE = 60_000_000;

    private record Lock(ClientId owner, long askedAt) {}

    private final Timeline timeline;
    private final Map<MessageQueue, Lock> locks = new HashMap<>();

    LockTable(Timeline timeline) {
        this.timeline = timeline;
    }

    @Nullable
    ClientId owner(MessageQueue queue) {
        Lock lock = locks.get(queue);
        return lock == null || timeline.now() - lock.askedAt() > LIFE ? null : lock.owner();
    }

    Set<MessageQueue> lock(ClientId client, Set<MessageQueue> queues) {
        Set<MessageQueue> granted = new TreeSet<>();
        for (MessageQueue queue : queues) {
            ClientId owner = owner(queue);
            if (owner == null || owner.equals(client)) {
                locks.put(queue, new Lock(client, timeline.now()));
                granted.add(queue);
            }
        }
        return granted;
    }

    void unlock(ClientId client, Set<MessageQueue> queues) {
        for (MessageQueue queue : queues) {
            Lock lock = locks.get(queue);
            if (lock != null && lock.owner().equals(client)) {
                locks.remove(queue);
            }
        }
    }

    void clear() {
        locks.clear();
    }
}
