package io.github.rocketmq.rebalance.remote.netty;

import io.github.rocketmq.rebalance.remote.PopReceipt.Source;
import io.github.rocketmq.rebalance.wire.FrameException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the messages of one popped batch are in their queues: a start for each queue, as {@code mark queueId start;...},
 * and an offset for each message, as {@code mark queueId offset,offset;...}, in the order of the messages.
 */
final class PoppedOffsets {

    private static final int PARTS = 3;

    private final Map<String, Long> starts;
    private final Map<String, Queue<Long>> offsets;

    private PoppedOffsets(Map<String, Long> starts, Map<String, Queue<Long>> offsets) {
        this.starts = starts;
        this.offsets = offsets;
    }

    /**
     * One message's place.
     *
     * @param startOffset of the batch in the message's queue
     * @param queueOffset of the message
     */
    record Place(long startOffset, long queueOffset) {}

    static PoppedOffsets read(@Nullable String startInfo, @Nullable String messageInfo) {
        Map<String, Long> starts = new HashMap<>();
        split(startInfo).forEach((key, start) -> starts.put(key, number(start)));
        Map<String, Queue<Long>> offsets = new HashMap<>();
        split(messageInfo)
                .forEach((key, list) -> offsets.put(
                        key,
                        Arrays.stream(list.split(",", -1))
                                .map(PoppedOffsets::number)
                                .collect(Collectors.toCollection(ArrayDeque::new))));
        return new PoppedOffsets(starts, offsets);
    }

    /** The place of the next message of this queue. */
    Place next(Source source, int queueId) {
        String key = source.mark() + " " + queueId;
        Long start = starts.get(key);
        Queue<Long> left = offsets.get(key);
        Long offset = left == null ? null : left.poll();
        if (start == null || offset == null) {
            throw new FrameException("a popped batch has a message of queue " + queueId + " (source " + source.mark()
                    + "), whose place it does not name");
        }
        return new Place(start, offset);
    }

    private static Map<String, String> split(@Nullable String info) {
        Map<String, String> byQueue = new HashMap<>();
        if (info != null && !info.isEmpty()) {
            for (String entry : info.split(";", -1)) {
                String[] parts = entry.split(" ", -1);
                if (parts.length != PARTS) {
                    throw new FrameException("'" + info + "' names no places of popped messages");
                }
                byQueue.put(parts[0] + " " + parts[1], parts[2]);
            }
        }
        return byQueue;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new FrameException("'" + text + "' is no offset of a popped message", e);
        }
    }
}
