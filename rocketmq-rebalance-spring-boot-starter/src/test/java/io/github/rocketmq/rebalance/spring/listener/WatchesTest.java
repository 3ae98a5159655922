package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.spring.fixture.Snapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is noticed of listeners and consumers as time goes by. */
class WatchesTest {

    private final VirtualMonitor monitor = new VirtualMonitor();
    private final List<String> told = new ArrayList<>();
    private Snapshots consumer = Snapshots.of(ConsumerState.RUNNING);

    @Test
    void aListenerWithoutMessagesIsIdleAgainAndAgain() {
        watchIdle();

        monitor.advance(Duration.ofSeconds(59));
        assertThat(told).isEmpty();
        monitor.advance(Duration.ofSeconds(62));

        assertThat(told).containsExactly("idle PT1M", "idle PT2M");
    }

    @Test
    void aMessagePutsOffIdleness() {
        IdleWatch watch = watchIdle();
        monitor.advance(Duration.ofSeconds(40));
        message(watch, Duration.ZERO);

        monitor.advance(Duration.ofSeconds(59));
        assertThat(told).isEmpty();
        monitor.advance(Duration.ofSeconds(1));

        assertThat(told).containsExactly("idle PT1M");
    }

    @Test
    void theFirstMessageAfterIdlenessEndsIt() {
        IdleWatch watch = watchIdle();
        monitor.advance(Duration.ofSeconds(90));

        message(watch, Duration.ZERO);
        message(watch, Duration.ZERO);
        monitor.run();

        assertThat(told).containsExactly("idle PT1M", "busy PT1M30S");
    }

    @Test
    void aCallThatTakesLongIsNoIdleness() {
        IdleWatch watch = watchIdle();

        message(watch, Duration.ofMinutes(10));

        assertThat(told).isEmpty();
        monitor.advance(Duration.ofMinutes(2));
        assertThat(told).isNotEmpty().allMatch(text -> text.startsWith("idle"));
    }

    @Test
    void aMessageThatComesWhileIdlenessIsToldEndsItToo() {
        IdleWatch[] watch = new IdleWatch[1];
        watch[0] = new IdleWatch(
                Duration.ofMinutes(1),
                new IdleWatch.Told() {
                    @Override
                    public void idle(Duration idleFor) {
                        told.add("idle " + idleFor);
                        watch[0].begun();
                    }

                    @Override
                    public void noLongerIdle(Duration idleFor) {
                        told.add("busy " + idleFor);
                    }
                },
                monitor,
                monitor.clock());

        monitor.advance(Duration.ofSeconds(61));

        assertThat(told).containsExactly("idle PT1M", "busy PT1M");
    }

    @Test
    void nobodyWatchesAfterTheEnd() {
        watchIdle().close();
        watchConsumer().close();

        assertThat(monitor.waiting()).isZero();
    }

    @Test
    void aConsumerThatNoBrokerHearsIsToldOnce() {
        watchConsumer();

        monitor.advance(Duration.ofMinutes(10));

        assertThat(told).containsExactly("no rebalance succeeded for 70 s");
    }

    @Test
    void aConsumerWhoseHeartbeatsStopIsToldEachTimeThatHappens() {
        watchConsumer();
        wellFor(Duration.ofMinutes(5));
        assertThat(told).isEmpty();

        silentFor(Duration.ofMinutes(5));
        assertThat(told).hasSize(1);
        wellFor(Duration.ofMinutes(1));
        silentFor(Duration.ofMinutes(5));

        assertThat(told)
                .containsExactly(
                        "no broker confirmed a heartbeat for 100 s", "no broker confirmed a heartbeat for 100 s");
    }

    @Test
    void aPausedConsumerOwesNoSignOfLifeAndHasItsTimeWhenItGoesOn() {
        watchConsumer();
        consumer = Snapshots.of(ConsumerState.PAUSED);
        monitor.advance(Duration.ofMinutes(10));

        consumer = Snapshots.of(ConsumerState.JOINING);
        monitor.advance(Duration.ofSeconds(50));
        assertThat(told).isEmpty();
        monitor.advance(Duration.ofSeconds(30));

        assertThat(told).hasSize(1);
    }

    @Test
    void aLongIntervalStretchesTheLimit() {
        new ResponsivenessCheck(
                () -> consumer.build(), () -> Duration.ofMinutes(1), told::add, monitor, monitor.clock());
        for (int i = 0; i < 17; i++) {
            consumer.heartbeat(monitor.clock().instant());
            monitor.advance(Duration.ofSeconds(10));
        }
        assertThat(told).isEmpty();

        for (int i = 0; i < 3; i++) {
            consumer.heartbeat(monitor.clock().instant());
            monitor.advance(Duration.ofSeconds(10));
        }
        assertThat(told).containsExactly("no rebalance succeeded for 190 s");
    }

    private void wellFor(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusSeconds(10)) {
            consumer = Snapshots.of(ConsumerState.RUNNING)
                    .rebalanced(monitor.clock().instant())
                    .heartbeat(monitor.clock().instant());
            monitor.advance(Duration.ofSeconds(10));
        }
    }

    /** Rebalances, but gets no heartbeat confirmed. */
    private void silentFor(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minusSeconds(10)) {
            consumer.rebalanced(monitor.clock().instant());
            monitor.advance(Duration.ofSeconds(10));
        }
    }

    private void message(IdleWatch watch, Duration takes) {
        watch.begun();
        monitor.advance(takes);
        watch.ended();
    }

    private IdleWatch watchIdle() {
        return new IdleWatch(
                Duration.ofMinutes(1),
                new IdleWatch.Told() {
                    @Override
                    public void idle(Duration idleFor) {
                        told.add("idle " + idleFor);
                    }

                    @Override
                    public void noLongerIdle(Duration idleFor) {
                        told.add("busy " + idleFor);
                    }
                },
                monitor,
                monitor.clock());
    }

    private ResponsivenessCheck watchConsumer() {
        return new ResponsivenessCheck(
                () -> consumer.build(), () -> Duration.ofSeconds(20), told::add, monitor, monitor.clock());
    }
}
