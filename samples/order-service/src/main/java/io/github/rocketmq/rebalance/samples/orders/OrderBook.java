package io.github.rocketmq.rebalance.samples.orders;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** Counts the orders that this instance placed, consumed and gave up. */
@Component
class OrderBook {

    private final AtomicLong ids = new AtomicLong();
    private final LongAdder placed = new LongAdder();
    private final LongAdder consumed = new LongAdder();
    private final LongAdder givenUp = new LongAdder();

    /**
     * The counts as of one moment.
     *
     * @param placed sent by this instance
     * @param consumed handled by this instance, whoever sent them
     * @param givenUp dead letters that this instance was told of
     */
    record Counts(long placed, long consumed, long givenUp) {}

    long nextId() {
        return ids.incrementAndGet();
    }

    void placed() {
        placed.increment();
    }

    void consumed() {
        consumed.increment();
    }

    void givenUp() {
        givenUp.increment();
    }

    Counts counts() {
        return new Counts(placed.sum(), consumed.sum(), givenUp.sum());
    }
}
