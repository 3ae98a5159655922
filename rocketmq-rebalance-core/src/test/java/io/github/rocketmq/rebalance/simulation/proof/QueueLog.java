package io.github.rocketmq.rebalance.simulation.proof;

import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.StubMessage;
import io.github.rocketmq.rebalance.remote.PullReply;
import io.github.rocketmq.rebalance.remote.TopicRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One queue's messages, each of which has been decided from the beginning to arrive at a certain time. */
final class QueueLog {

    private static final int SIZE = 200;

    /** Into some queues all messages of a period come in its first part, and none in the rest; microseconds. */
    private static final long PERIOD = 40_000_000;

    private static final long CONDENSED = 4;

    private final MessageQueue queue;
    private final int index;
    /** Microseconds, rising. */
    private final long[] arrivals;

    private final Message[] messages;

    /**
     * @param rate messages a second
     * @param seconds for which they come
     */
    QueueLog(MessageQueue queue, int index, int rate, int seconds, SplittableRandom chance) {
        this.queue = queue;
        this.index = index;
        this.arrivals = new long[rate * seconds];
        this.messages = new Message[arrivals.length];
        long gap = rate == 0 ? 0 : 1_000_000 / rate;
        boolean bursts = arrivals.length > 0 && chance.nextInt(3) == 0;
        for (int i = 0; i < arrivals.length; i++) {
            long even = i * gap + chance.nextLong(gap);
            arrivals[i] = bursts ? even / PERIOD * PERIOD + even % PERIOD / CONDENSED : even;
            messages[i] = new StubMessage("", queue.topic(), queue, i, i, 0, Map.of(), SIZE);
        }
    }

    MessageQueue queue() {
        return queue;
    }

    /** Its number among all queues of the run. */
    int index() {
        return index;
    }

    int length() {
        return arrivals.length;
    }

    /** How many messages have arrived. */
    long end(long now) {
        if (arrivals.length == 0 || arrivals[arrivals.length - 1] <= now) {
            return arrivals.length;
        }
        int low = 0;
        int high = arrivals.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (arrivals[middle] > now) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** When the message at an offset arrives, if ever. */
    long arrivalOf(long offset) {
        return offset < arrivals.length ? arrivals[(int) offset] : Long.MAX_VALUE;
    }

    PullReply read(long offset, int most, long end) {
        if (offset > arrivals.length) {
            return new PullReply.OffsetMoved(end);
        }
        if (offset >= end) {
            return new PullReply.NothingNew(offset, end, TopicRoute.MASTER_ID);
        }
        List<Message> found = new ArrayList<>();
        for (long next = offset; next < end && found.size() < most; next++) {
            found.add(messages[(int) next]);
        }
        return new PullReply.Found(found, offset + found.size(), end, TopicRoute.MASTER_ID);
    }
}
