package io.github.rocketmq.rebalance.spring.listener;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.spring.listener.ListenerMonitor.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks every 10 s whether a consumer still reaches its cluster, and tells once if it does not: no broker confirmed a
 * heartbeat for 90 s, or no rebalance succeeded for 60 s or three intervals. Tells again only after it was well between.
 */
final class ResponsivenessCheck implements AutoCloseable {

    static final Duration EVERY = Duration.ofSeconds(10);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(90);
    private static final Duration SHORTEST_LIMIT = Duration.ofSeconds(60);
    private static final int MISSED_REBALANCES = 3;

    // Members of large groups look more rarely, as the core documents.
    private static final Duration INTERVAL_PER_MEMBER = Duration.ofMillis(20);
    private static final Duration LONGEST_GROWN_INTERVAL = Duration.ofMinutes(1);

    private final Supplier<ConsumerSnapshot> consumer;
    private final Supplier<Duration> interval;
    private final Consumer<String> told;
    private final ListenerMonitor monitor;
    private final InstantSource clock;

    private Instant wellSince;
    private boolean reported;
    private volatile Cancellable next;

    /**
     * @param interval between two looks of the consumer at its group, as it is now
     * @param told hears the reason, on the monitor's thread
     */
    ResponsivenessCheck(
            Supplier<ConsumerSnapshot> consumer,
            Supplier<Duration> interval,
            Consumer<String> told,
            ListenerMonitor monitor,
            InstantSource clock) {
        this.consumer = consumer;
        this.interval = interval;
        this.told = told;
        this.monitor = monitor;
        this.clock = clock;
        this.wellSince = clock.instant();
        this.next = monitor.after(EVERY, this::look);
    }

    @Override
    public void close() {
        next.cancel();
    }

    private void look() {
        ConsumerSnapshot snapshot = consumer.get();
        if (snapshot.state() == ConsumerState.LEAVING || snapshot.state() == ConsumerState.CLOSED) {
            return;
        }
        Optional<String> problem = snapshot.state() == ConsumerState.PAUSED ? paused() : problem(snapshot);
        if (problem.isPresent() && !reported) {
            told.accept(problem.get());
        }
        reported = problem.isPresent();
        next = monitor.after(EVERY, this::look);
    }

    /** It may be out of its group, and then owes no sign of life; the times count anew when it goes on. */
    private Optional<String> paused() {
        wellSince = clock.instant();
        return Optional.empty();
    }

    private Optional<String> problem(ConsumerSnapshot snapshot) {
        Duration silence = age(snapshot.lastHeartbeat());
        if (silence.compareTo(LONGEST_SILENCE) > 0) {
            return Optional.of("no broker confirmed a heartbeat for " + silence.toSeconds() + " s");
        }
        Duration unbalanced = age(snapshot.lastSuccessfulRebalance());
        Duration limit =
                longer(SHORTEST_LIMIT, interval(snapshot.members().size()).multipliedBy(MISSED_REBALANCES));
        return unbalanced.compareTo(limit) > 0
                ? Optional.of("no rebalance succeeded for " + unbalanced.toSeconds() + " s")
                : Optional.empty();
    }

    private Duration interval(int members) {
        Duration grown = INTERVAL_PER_MEMBER.multipliedBy(members);
        return longer(interval.get(), grown.compareTo(LONGEST_GROWN_INTERVAL) < 0 ? grown : LONGEST_GROWN_INTERVAL);
    }

    private Duration age(Optional<Instant> last) {
        return Duration.between(last.filter(wellSince::isBefore).orElse(wellSince), clock.instant());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
