package io.github.rocketmq.rebalance.spring.autoconfigure;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Gives messages that failed the delay that {@code retry.delay-level} names, where the listener leaves it to the broker. */
final class RetryLevels {

    /** As brokers have them built in ({@code messageDelayLevel}). */
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(4),
            Duration.ofMinutes(5),
            Duration.ofMinutes(6),
            Duration.ofMinutes(7),
            Duration.ofMinutes(8),
            Duration.ofMinutes(9),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2));

    static final int HIGHEST = DELAYS.size();

    private final ConsumeResult instead;

    private RetryLevels(ConsumeResult instead) {
        this.instead = instead;
    }

    /**
     * The same listener, whose failures come again after a level's delay.
     *
     * @param level 0 as the broker decides, -1 never, 1 to {@link #HIGHEST}
     */
    static ListenerForm apply(int level, ListenerForm form) {
        if (level == 0) {
            return form;
        }
        return new RetryLevels(
                        level < 0
                                ? ConsumeResult.deadLetter("it failed, and retry.delay-level is -1")
                                : ConsumeResult.retryAfter(DELAYS.get(level - 1)))
                .over(form);
    }

    private ListenerForm over(ListenerForm form) {
        if (form instanceof ListenerForm.Async async) {
            return new ListenerForm.Async(
                    message -> async.listener().onMessage(message).thenApply(this::delayed));
        }
        if (form instanceof ListenerForm.Batch batch) {
            return new ListenerForm.Batch(messages -> {
                BatchResult result = batch.listener().onMessages(messages);
                return BatchResult.each(IntStream.range(0, messages.size())
                        .mapToObj(index -> delayed(result.of(index)))
                        .toList());
            });
        }
        ListenerForm.Single single = (ListenerForm.Single) form;
        return new ListenerForm.Single(message -> delayed(single.listener().onMessage(message)));
    }

    private ConsumeResult delayed(ConsumeResult result) {
        return result instanceof ConsumeResult.RetryLater later && later.delay().isZero() ? instead : result;
    }
}
