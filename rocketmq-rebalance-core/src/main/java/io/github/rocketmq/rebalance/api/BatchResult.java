package io.github.rocketmq.rebalance.api;

import java.util.List;

/** What a {@link BatchMessageListener} says of the messages it was given. */
public sealed interface BatchResult {

    /**
     * The same for all.
     *
     * @param result of every message
     */
    record All(ConsumeResult result) implements BatchResult {
        static final All CONSUMED = new All(ConsumeResult.consumed());
        static final All RETRY = new All(ConsumeResult.retry());
    }

    /**
     * One for each.
     *
     * @param results as many as there are messages, in their order
     */
    record Each(List<ConsumeResult> results) implements BatchResult {
        public Each {
            results = List.copyOf(results);
        }
    }

    /**
     * All before one are done.
     *
     * @param failedIndex the first message that is not done, counted from 0
     * @param rest what becomes of it and of those behind it
     */
    record UpTo(int failedIndex, ConsumeResult rest) implements BatchResult {
        public UpTo {
            if (failedIndex < 0) {
                throw new IllegalArgumentException("index " + failedIndex + " of a failed message is negative");
            }
        }
    }

    static BatchResult consumed() {
        return All.CONSUMED;
    }

    /** All again, after the delay that the broker chooses. */
    static BatchResult retry() {
        return All.RETRY;
    }

    static BatchResult all(ConsumeResult result) {
        return new All(result);
    }

    static BatchResult each(List<ConsumeResult> results) {
        return new Each(results);
    }

    /** Those before {@code failedIndex} are done; it and the rest come again. */
    static BatchResult failedAt(int failedIndex) {
        return new UpTo(failedIndex, ConsumeResult.retry());
    }

    static BatchResult failedAt(int failedIndex, ConsumeResult rest) {
        return new UpTo(failedIndex, rest);
    }

    /**
     * What becomes of one of the messages.
     *
     * @param index counted from 0
     * @throws IllegalStateException if the result names fewer messages
     */
    default ConsumeResult of(int index) {
        if (this instanceof All all) {
            return all.result();
        }
        if (this instanceof UpTo upTo) {
            return index < upTo.failedIndex() ? ConsumeResult.consumed() : upTo.rest();
        }
        List<ConsumeResult> results = ((Each) this).results();
        if (index >= results.size()) {
            throw new IllegalStateException(
                    "the listener gave " + results.size() + " results, but there are more messages; give one for each");
        }
        return results.get(index);
    }
}
