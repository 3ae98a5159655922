package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.api.RebalanceSnapshot;
import io.github.rocketmq.rebalance.model.ClientId;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.model.Topic;
import io.github.rocketmq.rebalance.spring.invocation.ListenerCounts;
import io.github.rocketmq.rebalance.spring.listener.ContainerPhase;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** One listener's health with what it holds; reads memory only. */
final class ListenerHealthIndicator implements HealthIndicator {

    private final RocketListenerContainer container;
    private final ListenerVerdict verdict;
    private final InstantSource clock;

    ListenerHealthIndicator(RocketListenerContainer container, ListenerVerdict verdict, InstantSource clock) {
        this.container = container;
        this.verdict = verdict;
        this.clock = clock;
    }

    @Override
    public Health health() {
        Optional<ConsumerSnapshot> snapshot = container.snapshot();
        ListenerVerdict.Judgement judgement = verdict.of(container, snapshot);
        Health.Builder health = Health.status(judgement.status())
                .withDetail("group", container.group())
                .withDetail("topics", container.topics())
                .withDetail("state", state(snapshot));
        if (!judgement.reason().isEmpty()) {
            health.withDetail("reason", judgement.reason());
        }
        snapshot.ifPresent(held -> health.withDetails(details(held, clock.instant())));
        ListenerCounts counts = container.counts();
        if (counts.undecodable() > 0) {
            health.withDetail("undecodable", counts.undecodable());
        }
        return health.build();
    }

    private String state(Optional<ConsumerSnapshot> snapshot) {
        return snapshot.map(held -> held.state().name())
                .orElseGet(() -> container.phase() instanceof ContainerPhase.FailedToStart ? "FAILED" : "STOPPED");
    }

    static Map<String, Object> details(ConsumerSnapshot held, Instant now) {
        List<MessageQueue> assignment = List.copyOf(held.assignment());
        List<String> queues = assignment.stream()
                .filter(queue -> !Topic.isRetry(queue.topic()))
                .map(MessageQueue::toString)
                .toList();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("clientId", held.clientId().value());
        details.put("paused", held.state() == ConsumerState.PAUSED);
        details.put("assignedQueues", queues.size());
        details.put("queues", queues);
        details.put("retryQueues", assignment.size() - queues.size());
        details.put("standby", isStandby(held, queues));
        details.put("lag", held.lag());
        held.lagTime(now).ifPresent(time -> details.put("lagSeconds", Math.floor(time.toMillis() / 100.0) / 10));
        details.put(
                "inFlight",
                held.queues().stream().mapToInt(QueueSnapshot::inFlight).sum());
        Map<String, String> problems = new LinkedHashMap<>();
        held.queues().forEach(queue -> queue.problem()
                .ifPresent(problem -> problems.put(queue.queue().toString(), problem)));
        if (!problems.isEmpty()) {
            details.put("queueProblems", problems);
        }
        details.put("members", held.members().stream().map(ClientId::value).toList());
        held.lastHeartbeat().ifPresent(at -> details.put("lastHeartbeat", at.toString()));
        held.lastRebalance().ifPresent(last -> details.put("lastRebalance", describe(last)));
        held.lastRebalance()
                .filter(last -> held.state() == ConsumerState.RUNNING || held.state() == ConsumerState.JOINING)
                .flatMap(RebalanceSnapshot::problem)
                .ifPresent(problem -> details.put("problem", problem));
        Map<String, String> brokers = new LinkedHashMap<>();
        held.cluster()
                .brokers()
                .forEach(broker -> brokers.put(broker.name(), broker.state().name()));
        details.put("brokers", brokers);
        held.cluster().nameServer().ifPresent(address -> details.put("nameServer", address));
        return details;
    }

    /** In the group, but every queue of its topics is another member's. */
    private static boolean isStandby(ConsumerSnapshot held, List<String> queues) {
        return held.state() == ConsumerState.RUNNING
                && queues.isEmpty()
                && held.members().size() > 1
                && held.lastRebalance().filter(last -> last.problem().isEmpty()).isPresent();
    }

    private static Map<String, Object> describe(RebalanceSnapshot last) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("at", last.at().toString());
        described.put("trigger", last.trigger().name());
        described.put("members", last.members());
        described.put("queues", last.queues());
        described.put("assigned", last.assigned());
        described.put("added", last.added());
        described.put("removed", last.removed());
        last.problem().ifPresent(problem -> described.put("problem", problem));
        return described;
    }
}
