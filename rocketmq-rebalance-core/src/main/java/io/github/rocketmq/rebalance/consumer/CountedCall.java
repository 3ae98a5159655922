package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A listener whose calls are counted, timed and seen while they run. */
final class CountedCall implements ListenerCall {

    private final ListenerCall listener;
    private final ConsumeStats stats;

    CountedCall(ListenerCall listener, ConsumeStats stats) {
        this.listener = listener;
        this.stats = stats;
    }

    @Override
    public void call(List<Message> messages, Results results) {
        long startedAt = System.nanoTime();
        int slot = stats.running().begin(messages.get(0).queue(), startedAt);
        listener.call(messages, new Counted(messages, results, startedAt, slot));
    }

    private final class Counted implements Results {

        private final List<Message> messages;
        private final Results results;
        private final long startedAt;
        private final int slot;
        /** Messages without a result; null for a single one. */
        private final @Nullable AtomicInteger open;

        Counted(List<Message> messages, Results results, long startedAt, int slot) {
            this.messages = messages;
            this.results = results;
            this.startedAt = startedAt;
            this.slot = slot;
            this.open = messages.size() == 1 ? null : new AtomicInteger(messages.size());
        }

        @Override
        public void threw(int index, Throwable failure) {
            if (failure instanceof UndecodableMessageException) {
                stats.undecodable();
            }
            results.threw(index, failure);
        }

        @Override
        public void returnedNull(int index) {
            results.returnedNull(index);
        }

        @Override
        public void settle(int index, ConsumeResult result) {
            if (open == null || open.decrementAndGet() == 0) {
                stats.running().end(slot);
            }
            MessageQueue queue = messages.get(index).queue();
            stats.consumed(queue, result instanceof ConsumeResult.Consumed, System.nanoTime() - startedAt);
            results.settle(index, result);
        }
    }
}
