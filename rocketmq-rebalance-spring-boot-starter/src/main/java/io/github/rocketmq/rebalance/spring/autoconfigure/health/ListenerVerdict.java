package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import io.github.rocketmq.rebalance.api.BrokerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqProperties;
import io.github.rocketmq.rebalance.spring.listener.ContainerPhase;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.boot.health.contributor.Status;

/** Judges a listener by what its consumer remembers; asks nobody. */
final class ListenerVerdict {

    private static final int MISSED_REBALANCES = 3;
    private static final Duration INTERVAL_PER_MEMBER = Duration.ofMillis(20);
    private static final Duration LONGEST_GROWN_INTERVAL = Duration.ofMinutes(1);

    private final RocketMqProperties.Health limits;
    private final QueueVerdict queues;
    private final InstantSource clock;

    ListenerVerdict(RocketMqProperties.Health limits, InstantSource clock) {
        this.limits = limits;
        this.queues = new QueueVerdict(limits);
        this.clock = clock;
    }

    /**
     * A status and what led to it.
     *
     * @param reason empty if nothing is wrong
     */
    record Judgement(Status status, String reason) {

        static Judgement up() {
            return new Judgement(Status.UP, "");
        }

        static Judgement down(String reason) {
            return new Judgement(Status.DOWN, reason);
        }
    }

    Judgement of(RocketListenerContainer container, Optional<ConsumerSnapshot> snapshot) {
        ContainerPhase phase = container.phase();
        if (phase instanceof ContainerPhase.NeverStarted) {
            return new Judgement(
                    Status.UNKNOWN, container.isAutoStartup() ? "not started yet" : "auto-startup is off, not started");
        }
        if (phase instanceof ContainerPhase.FailedToStart failed) {
            return Judgement.down("failed to start: " + failed.reason().getMessage());
        }
        if (!(phase instanceof ContainerPhase.Running running) || snapshot.isEmpty()) {
            return new Judgement(Status.OUT_OF_SERVICE, "stopped");
        }
        return ofRunning(container, running.since(), snapshot.get());
    }

    private Judgement ofRunning(RocketListenerContainer container, Instant since, ConsumerSnapshot snapshot) {
        ConsumerState state = snapshot.state();
        if (state == ConsumerState.LEAVING || state == ConsumerState.CLOSED) {
            return Judgement.down("the consumer was closed, but not by its listener");
        }
        if (state == ConsumerState.PAUSED) {
            // Somebody wanted it so, and a member that gave up its queues looks at nothing.
            return limits.isPausedIsUp() ? Judgement.up() : new Judgement(Status.OUT_OF_SERVICE, "paused");
        }
        Optional<String> problem = problem(snapshot);
        if (problem.isEmpty() && state != ConsumerState.RUNNING) {
            // It may come back from a long pause, in which it looked at nothing and told brokers nothing.
            return joining();
        }
        return unrouted(snapshot, problem)
                .or(() -> neverSucceeded(snapshot, since, problem))
                .or(() -> staleRebalance(snapshot, since, problem))
                .or(() -> staleHeartbeat(snapshot, since))
                .or(() -> state == ConsumerState.RUNNING ? Optional.empty() : Optional.of(joining()))
                .or(() -> queues.of(container, snapshot, clock.instant()))
                .orElseGet(Judgement::up);
    }

    /** Of the last look; one from before a long pause says nothing of a member that joins. */
    private Optional<String> problem(ConsumerSnapshot snapshot) {
        return snapshot.lastRebalance()
                .filter(last -> snapshot.state() == ConsumerState.RUNNING
                        || Duration.between(last.at(), clock.instant()).compareTo(rebalanceLimit(snapshot)) <= 0)
                .flatMap(RebalanceSnapshot::problem);
    }

    /** Dead letter topics come with their first message. */
    private static Optional<Judgement> unrouted(ConsumerSnapshot snapshot, Optional<String> problem) {
        return problem.filter(text -> snapshot.topics().stream()
                        .filter(topic -> !Topic.isDeadLetter(topic))
                        .anyMatch(topic -> snapshot.cluster().brokers().stream()
                                .noneMatch(broker -> broker.topics().contains(topic))))
                .map(Judgement::down);
    }

    private static Optional<Judgement> neverSucceeded(
            ConsumerSnapshot snapshot, Instant since, Optional<String> problem) {
        return problem.filter(text -> snapshot.lastSuccessfulRebalance()
                        .filter(success -> !success.isBefore(since))
                        .isEmpty())
                .map(Judgement::down);
    }

    private Optional<Judgement> staleRebalance(ConsumerSnapshot snapshot, Instant since, Optional<String> problem) {
        Duration age = age(snapshot.lastSuccessfulRebalance(), since);
        Duration limit = rebalanceLimit(snapshot);
        return age.compareTo(limit) > 0
                ? Optional.of(Judgement.down("no successful rebalance for " + seconds(age) + " (limit " + seconds(limit)
                        + ")" + problem.map(text -> ": " + text).orElse("")))
                : Optional.empty();
    }

    private Optional<Judgement> staleHeartbeat(ConsumerSnapshot snapshot, Instant since) {
        for (String topic : new TreeSet<>(snapshot.topics())) {
            List<BrokerSnapshot> brokers = snapshot.cluster().brokers().stream()
                    .filter(broker -> broker.topics().contains(topic))
                    .toList();
            Duration age = age(
                    brokers.stream()
                            .flatMap(broker -> broker.lastHeartbeat().stream())
                            .max(Comparator.naturalOrder()),
                    since);
            if (!brokers.isEmpty() && age.compareTo(limits.getMaxHeartbeatAge()) > 0) {
                return Optional.of(Judgement.down("no broker of topic '" + topic + "' confirmed a heartbeat for "
                        + seconds(age) + " (limit " + seconds(limits.getMaxHeartbeatAge()) + ")"));
            }
        }
        return Optional.empty();
    }

    private static Judgement joining() {
        return new Judgement(Status.UNKNOWN, "joining the group");
    }

    private Duration rebalanceLimit(ConsumerSnapshot snapshot) {
        return longer(limits.getMaxRebalanceAge(), interval(snapshot).multipliedBy(MISSED_REBALANCES));
    }

    /** Members of large groups look more rarely. */
    private static Duration interval(ConsumerSnapshot snapshot) {
        Duration grown = INTERVAL_PER_MEMBER.multipliedBy(snapshot.members().size());
        return longer(
                snapshot.rebalancing().interval(),
                grown.compareTo(LONGEST_GROWN_INTERVAL) < 0 ? grown : LONGEST_GROWN_INTERVAL);
    }

    private Duration age(Optional<Instant> last, Instant since) {
        return Duration.between(last.filter(since::isBefore).orElse(since), clock.instant());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    static String seconds(Duration age) {
        return age.toSeconds() + "s";
    }
}
