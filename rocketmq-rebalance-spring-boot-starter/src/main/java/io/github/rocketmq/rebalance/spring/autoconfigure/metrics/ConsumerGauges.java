package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import io.github.rocketmq.rebalance.model.ConsumerGroup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/**
 * The gauges of all listeners. What listeners, topics and queues there are changes, so their series are replaced by {@link
 * #refresh()}; the values are read when somebody asks for them.
 */
final class ConsumerGauges implements MeterBinder {

    private final ConsumerReadings readings;
    private final ToLongFunction<ConsumerGroup> activeThreads;
    private final boolean perQueue;
    private final List<RegisteredGauges> bound = new CopyOnWriteArrayList<>();

    /**
     * Binds to no registry yet.
     *
     * @param activeThreads how many threads are in the listener of a group
     * @param perQueue whether the lag has a series for each queue instead of each topic
     */
    ConsumerGauges(ConsumerReadings readings, ToLongFunction<ConsumerGroup> activeThreads, boolean perQueue) {
        this.readings = readings;
        this.activeThreads = activeThreads;
        this.perQueue = perQueue;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        RegisteredGauges gauges = new RegisteredGauges(registry, readings, activeThreads, perQueue);
        bound.add(gauges);
        gauges.refresh(readings.read());
    }

    /** Adds the series of what came and drops the series of what went. One thread at a time. */
    void refresh() {
        Readings now = readings.read();
        bound.forEach(gauges -> gauges.refresh(now));
    }
}
