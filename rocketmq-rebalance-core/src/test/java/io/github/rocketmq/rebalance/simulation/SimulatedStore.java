package io.github.rocketmq.rebalance.simulation;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What one simulated broker keeps: queues, the commit log, offsets. */
final class SimulatedStore {

    private final Map<MessageQueue, List<Message>> queues = new HashMap<>();
    private final List<Message> commitLog = new ArrayList<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private long unreadableFrom = Long.MAX_VALUE;
    private long unreadable = -1;

    void create(MessageQueue queue) {
        queues.computeIfAbsent(queue, q -> new ArrayList<>());
    }

    Message append(MessageQueue queue, String id, String topic, int reconsumeTimes, Map<String, String> properties) {
        List<Message> log = queues.computeIfAbsent(queue, q -> new ArrayList<>());
        StubMessage message =
                new StubMessage(id, topic, queue, log.size(), commitLog.size(), reconsumeTimes, properties, 200);
        log.add(message);
        commitLog.add(message);
        return message;
    }

    Message stored(long commitLogOffset) {
        return commitLog.get((int) commitLogOffset);
    }

    List<Message> read(MessageQueue queue, long offset, int most) {
        List<Message> log = queues.getOrDefault(queue, List.of());
        return offset >= log.size()
                ? List.of()
                : List.copyOf(log.subList((int) offset, (int) Math.min(log.size(), offset + most)));
    }

    long end(MessageQueue queue) {
        return queues.getOrDefault(queue, List.of()).size();
    }

    void commit(ConsumerGroup group, MessageQueue queue, long offset) {
        offsets.put(group + "@" + queue, offset);
    }

    OptionalLong committed(ConsumerGroup group, MessageQueue queue) {
        Long offset = offsets.get(group + "@" + queue);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** From now on messages at this offset and behind it cannot be decoded by clients. */
    void breakFrom(long offset) {
        unreadableFrom = offset;
    }

    /** From now on only the message at this offset cannot be decoded. */
    void breakOnly(long offset) {
        unreadable = offset;
    }

    /** The first offset not before this one whose message cannot be decoded. */
    long firstUnreadable(long offset) {
        long single = unreadable >= offset ? unreadable : Long.MAX_VALUE;
        return Math.min(single, Math.max(offset, unreadableFrom));
    }
}
