package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.api.QueueSnapshot;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqProperties;
import io.github.rocketmq.rebalance.spring.autoconfigure.health.ListenerVerdict.Judgement;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.boot.health.contributor.Status;

/** Judges what a running listener does with its queues. */
final class QueueVerdict {

    private final RocketMqProperties.Health limits;

    QueueVerdict(RocketMqProperties.Health limits) {
        this.limits = limits;
    }

    /** What is wrong; empty if nothing is. */
    Optional<Judgement> of(RocketListenerContainer container, ConsumerSnapshot snapshot, Instant now) {
        PushConsumerOptions options = container.options();
        Duration maxIdle = container.maxPullIdle().orElse(limits.getMaxPullIdle());
        return unpulled(snapshot)
                .or(() -> idle(maxIdle, snapshot, now))
                .or(() -> blocked(options.consume().timeout(), snapshot, now))
                .or(() -> unlocked(options, snapshot, now))
                .or(() -> lagging(snapshot));
    }

    private static Optional<Judgement> unpulled(ConsumerSnapshot snapshot) {
        return first(snapshot, queue -> queue.problem().isPresent(), "cannot be pulled", queue -> queue.problem()
                .orElse(""));
    }

    private static Optional<Judgement> idle(Duration limit, ConsumerSnapshot snapshot, Instant now) {
        return first(
                snapshot,
                queue -> isOlder(queue.times().idleSince(), limit, now),
                "are not pulled",
                queue -> "no answer to a pull for " + text(queue.times().idleSince(), limit, now));
    }

    /** A message is given back when its time is over, but its listener keeps the thread. */
    private static Optional<Judgement> blocked(Duration timeout, ConsumerSnapshot snapshot, Instant now) {
        return isOlder(snapshot.oldestCall(), timeout, now)
                ? Optional.of(Judgement.down(
                        "a call of the listener has not returned for " + text(snapshot.oldestCall(), timeout, now)))
                : Optional.empty();
    }

    private Optional<Judgement> unlocked(PushConsumerOptions options, ConsumerSnapshot snapshot, Instant now) {
        if (options.consume().mode() != ConsumeMode.ORDERLY) {
            return Optional.empty();
        }
        return first(
                snapshot,
                queue -> isOlder(missingSince(queue), limits.getLockMaxLive(), now),
                "have no lock",
                queue -> "its lock is missing for " + text(missingSince(queue), limits.getLockMaxLive(), now));
    }

    private Optional<Judgement> lagging(ConsumerSnapshot snapshot) {
        Long maxLag = limits.getMaxLag();
        return maxLag != null && snapshot.lag() > maxLag
                ? Optional.of(
                        new Judgement(Status.OUT_OF_SERVICE, "lag " + snapshot.lag() + " is above the limit " + maxLag))
                : Optional.empty();
    }

    private static Optional<Instant> missingSince(QueueSnapshot queue) {
        return queue.lock() instanceof LockSnapshot.Missing missing ? Optional.of(missing.since()) : Optional.empty();
    }

    private static Optional<Judgement> first(
            ConsumerSnapshot snapshot,
            Predicate<QueueSnapshot> isStuck,
            String what,
            Function<QueueSnapshot, String> reason) {
        List<QueueSnapshot> stuck = snapshot.queues().stream().filter(isStuck).toList();
        return stuck.stream()
                .findFirst()
                .map(queue -> Judgement.down(stuck.size() + " of "
                        + snapshot.queues().size() + " queues " + what + ", first " + queue.queue() + ": "
                        + reason.apply(queue)));
    }

    private static boolean isOlder(Optional<Instant> since, Duration limit, Instant now) {
        return since.filter(start -> Duration.between(start, now).compareTo(limit) > 0)
                .isPresent();
    }

    private static String text(Optional<Instant> since, Duration limit, Instant now) {
        return ListenerVerdict.seconds(Duration.between(since.orElse(now), now)) + " (limit "
                + ListenerVerdict.seconds(limit) + ")";
    }
}
