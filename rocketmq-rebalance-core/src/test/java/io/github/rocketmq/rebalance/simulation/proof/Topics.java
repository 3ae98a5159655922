package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The queues of a run: those of its topic, which messages come into, and those of the retry topic, which stay empty. */
final class Topics {

    private final Map<MessageQueue, QueueLog> logs = new HashMap<>();
    private final List<QueueLog> all = new ArrayList<>();

    Topics(List<String> brokers, int queuesPerBroker, int rate, int seconds, SplittableRandom chance) {
        for (String broker : brokers) {
            for (int id = 0; id < queuesPerBroker; id++) {
                add(new MessageQueue(World.TOPIC, broker, id), rate, seconds, chance);
            }
        }
        for (String broker : brokers) {
            add(new MessageQueue(World.GROUP.retryTopic(), broker, 0), 0, 0, chance);
        }
    }

    private void add(MessageQueue queue, int rate, int seconds, SplittableRandom chance) {
        QueueLog log = new QueueLog(queue, all.size(), rate, seconds, chance.split());
        logs.put(queue, log);
        all.add(log);
    }

    QueueLog log(MessageQueue queue) {
        QueueLog log = logs.get(queue);
        if (log == null) {
            throw new AssertionError("nobody may know of " + queue);
        }
        return log;
    }

    int index(MessageQueue queue) {
        return log(queue).index();
    }

    /** The queues that a broker has, as bits. */
    long queuesOf(String broker) {
        return all.stream()
                .filter(log -> log.queue().brokerName().equals(broker))
                .mapToLong(log -> 1L << log.index())
                .sum();
    }

    List<QueueLog> all() {
        return all;
    }
}
