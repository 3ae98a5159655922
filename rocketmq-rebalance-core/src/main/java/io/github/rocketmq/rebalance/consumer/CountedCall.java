package io.github.rocketmq.rebalance.consumer;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.model.UndecodableMessageException;
import java.util.List;

/** A listener whose calls are counted and timed. */
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
        listener.call(messages, new Results() {

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
                stats.consumed(
                        messages.get(index).queue(),
                        result instanceof ConsumeResult.Consumed,
                        System.nanoTime() - startedAt);
                results.settle(index, result);
            }
        });
    }
}
