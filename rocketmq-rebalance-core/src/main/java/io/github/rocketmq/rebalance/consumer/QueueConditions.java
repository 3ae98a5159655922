package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.rebalance.Lease;
import io.github.rocketmq.rebalance.rebalance.QueueState;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** In which condition each held queue is, and since when. Written on the loop, read anywhere. */
final class QueueConditions {

    private volatile Map<MessageQueue, Since> conditions = Map.of();
    private SortedMap<MessageQueue, QueueState> seen = new TreeMap<>();

    /** Loop milliseconds. */
    private record Since(QueueSnapshot.Stage stage, long stageSince, boolean lockGone, long lockSince) {

        static Since begin(QueueState state, long now) {
            return new Since(stageOf(state), now, isGone(state), now);
        }

        Since then(QueueState state, long now) {
            QueueSnapshot.Stage next = stageOf(state);
            boolean gone = isGone(state);
            return next == stage && gone == lockGone
                    ? this
                    : new Since(next, next == stage ? stageSince : now, gone, gone == lockGone ? lockSince : now);
        }
    }

    /** Takes in what became of the queues. Loop only. */
    void update(SortedMap<MessageQueue, QueueState> queues, long now) {
        if (queues == seen) {
            return;
        }
        seen = queues;
        Map<MessageQueue, Since> before = conditions;
        Map<MessageQueue, Since> after = new HashMap<>();
        queues.forEach((queue, state) -> {
            Since known = before.get(queue);
            after.put(queue, known == null ? Since.begin(state, now) : known.then(state, now));
        });
        conditions = after;
    }

    /** The condition of a queue that is in this state. Any thread. */
    QueueCondition of(MessageQueue queue, QueueState state, LoopTime time) {
        return new QueueCondition(
                stageOf(state), time.at(stageSince(queue, state, time.millis())), lock(queue, state, time), time);
    }

    /** Since now, if the stage is news. */
    private long stageSince(MessageQueue queue, QueueState state, long now) {
        Since known = conditions.get(queue);
        return known == null || known.stage() != stageOf(state) ? now : known.stageSince();
    }

    private LockSnapshot lock(MessageQueue queue, QueueState state, LoopTime time) {
        if (stageOf(state) == QueueSnapshot.Stage.LOCKING) {
            return new LockSnapshot.Missing(time.at(stageSince(queue, state, time.millis())));
        }
        if (!(state instanceof QueueState.Owned owned)) {
            return new LockSnapshot.NotNeeded();
        }
        Lease lease = owned.lease();
        return switch (lease.trust()) {
            case UNLIMITED, UNGUARDED -> new LockSnapshot.NotNeeded();
            case HELD, SUSPECT ->
                time.millis() < lease.until()
                        ? new LockSnapshot.Held(time.at(lease.until()))
                        : new LockSnapshot.Missing(time.at(lease.until()));
            case DOUBTED, FORFEITED, LOST -> {
                Since known = conditions.get(queue);
                yield new LockSnapshot.Missing(
                        known != null && known.lockGone() ? time.at(known.lockSince()) : time.instant());
            }
        };
    }

    private static QueueSnapshot.Stage stageOf(QueueState state) {
        if (state instanceof QueueState.Consuming) {
            return QueueSnapshot.Stage.CONSUMING;
        }
        if (state instanceof QueueState.Draining) {
            return QueueSnapshot.Stage.DRAINING;
        }
        if (state instanceof QueueState.Locking
                || state instanceof QueueState.LockAwaited
                || state instanceof QueueState.Barred) {
            return QueueSnapshot.Stage.LOCKING;
        }
        return state instanceof QueueState.Committing || state instanceof QueueState.Unlocking
                ? QueueSnapshot.Stage.COMMITTING
                : QueueSnapshot.Stage.POSITIONING;
    }

    private static boolean isGone(QueueState state) {
        return state instanceof QueueState.Owned owned
                && switch (owned.lease().trust()) {
                    case UNLIMITED, UNGUARDED, HELD, SUSPECT -> false;
                    case DOUBTED, FORFEITED, LOST -> true;
                };
    }
}
