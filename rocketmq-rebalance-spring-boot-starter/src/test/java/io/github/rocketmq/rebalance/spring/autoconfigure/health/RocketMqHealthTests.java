package io.github.rocketmq.rebalance.spring.autoconfigure.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.rocketmq.rebalance.api.BrokerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumeMode;
import io.github.rocketmq.rebalance.api.ConsumerSnapshot;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.LockSnapshot;
import io.github.rocketmq.rebalance.api.PushConsumerOptions;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqProperties;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.Snapshots;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerContainer;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RocketMqHealthTests {

    private static final Instant START = Instant.parse("2026-01-31T08:00:00Z");

    private final FakeConsumers consumers = new FakeConsumers();
    private final RocketMqProperties.Health limits = new RocketMqProperties.Health();
    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final RocketListenerContainer container = container("orders", true);

    @Test
    void runningAndHeardOfIsUp() {
        container.start();

        assertThat(judge(healthy()).status()).isEqualTo(Status.UP);
    }

    @Test
    void neverStartedIsUnknown() {
        assertThat(judge(healthy())).isEqualTo(new ListenerVerdict.Judgement(Status.UNKNOWN, "not started yet"));
        assertThat(new ListenerVerdict(limits, clock)
                        .of(container("orders", false), Optional.empty())
                        .reason())
                .isEqualTo("auto-startup is off, not started");
    }

    @Test
    void joiningIsUnknownUntilTheFirstLookFails() {
        container.start();

        assertThat(judge(Snapshots.of(ConsumerState.JOINING)))
                .isEqualTo(new ListenerVerdict.Judgement(Status.UNKNOWN, "joining the group"));
        assertThat(judge(Snapshots.of(ConsumerState.JOINING)
                        .rebalanced(now)
                        .problem("no name server of [127.0.0.1:1] answers")))
                .isEqualTo(ListenerVerdict.Judgement.down("no name server of [127.0.0.1:1] answers"));
    }

    @Test
    void joiningAgainAfterALongPauseIsUnknownUntilALookFails() {
        container.start();
        now = START.plusSeconds(600);
        Snapshots back = healthy().state(ConsumerState.JOINING);

        assertThat(judge(back)).isEqualTo(new ListenerVerdict.Judgement(Status.UNKNOWN, "joining the group"));
        assertThat(judge(back.problem("from before the pause").succeeded(START)).reason())
                .isEqualTo("joining the group");
        assertThat(judge(back.rebalanced(now).problem("no list of the group's members: timeout")))
                .isEqualTo(ListenerVerdict.Judgement.down(
                        "no successful rebalance for 600s (limit 60s): no list of" + " the group's members: timeout"));
    }

    @Test
    void joiningAgainAfterAShortPauseIsUnknownAlsoWhenALookFails() {
        container.start();
        now = START.plusSeconds(10);

        assertThat(judge(healthy()
                        .state(ConsumerState.JOINING)
                        .rebalanced(now)
                        .problem("timeout")
                        .succeeded(START)))
                .isEqualTo(new ListenerVerdict.Judgement(Status.UNKNOWN, "joining the group"));
    }

    @Test
    void aFailedLookIsDownAtOnceIfNoneSucceededSinceTheStart() {
        container.start();
        Snapshots failed = healthy().problem("no list of the group's members: timeout");

        assertThat(judge(failed)).isEqualTo(ListenerVerdict.Judgement.down("no list of the group's members: timeout"));
        assertThat(judge(failed.succeeded(START.minusSeconds(1))).status()).isEqualTo(Status.DOWN);
        assertThat(judge(failed.succeeded(START)).status()).isEqualTo(Status.UP);
    }

    @Test
    void aFailedLookAfterASuccessIsUpWithTheProblemUntilTheSuccessIsTooOld() {
        container.start();
        now = START.plusSeconds(60);
        Snapshots failed = healthy()
                .heartbeat(now)
                .rebalanced(now)
                .problem("no list of the group's members: timeout")
                .succeeded(START);

        assertThat(judge(failed)).isEqualTo(ListenerVerdict.Judgement.up());
        assertThat(ListenerHealthIndicator.details(failed.build(), now))
                .containsEntry("problem", "no list of the group's members: timeout");
        now = START.plusSeconds(61);
        assertThat(judge(failed))
                .isEqualTo(ListenerVerdict.Judgement.down(
                        "no successful rebalance for 61s (limit 60s): no list of the" + " group's members: timeout"));
        assertThat(judge(failed.interval(Duration.ofSeconds(30)))).isEqualTo(ListenerVerdict.Judgement.up());
    }

    @Test
    void aTopicWithoutARouteIsDownAtOnceUnlessItIsOfDeadLetters() {
        container.start();
        Snapshots failed =
                healthy().problem("no route for topic 'payments': unknown").succeeded(START);

        assertThat(judge(failed.topics("orders", "%DLQ%orders-g"))).isEqualTo(ListenerVerdict.Judgement.up());
        assertThat(judge(failed.topics("orders", "payments")))
                .isEqualTo(ListenerVerdict.Judgement.down("no route for topic 'payments': unknown"));
    }

    @Test
    void aStaleRebalanceIsDown() {
        container.start();
        now = START.plusSeconds(74);

        assertThat(judge(healthy().heartbeat(now)))
                .isEqualTo(ListenerVerdict.Judgement.down("no successful rebalance for 74s (limit 60s)"));
    }

    @Test
    void aLongRebalanceIntervalStretchesTheLimitAlsoWhenItWasChangedWhileTheListenerRuns() {
        container.start();
        now = START.plusSeconds(179);

        assertThat(judge(healthy().heartbeat(now).interval(Duration.ofMinutes(1)))
                        .status())
                .isEqualTo(Status.UP);
        now = START.plusSeconds(181);
        assertThat(judge(healthy().heartbeat(now).interval(Duration.ofMinutes(1))))
                .isEqualTo(ListenerVerdict.Judgement.down("no successful rebalance for 181s (limit 180s)"));
    }

    @Test
    void aGroupOfThousandsLooksMoreRarelyAndStretchesTheLimit() {
        container.start();
        String[] members =
                IntStream.range(0, 5000).mapToObj(i -> "10.0.0.1@" + i).toArray(String[]::new);

        now = START.plusSeconds(180);
        assertThat(judge(healthy().members(members).heartbeat(now)).status()).isEqualTo(Status.UP);
        now = START.plusSeconds(181);
        assertThat(judge(healthy().members(members).heartbeat(now)))
                .isEqualTo(ListenerVerdict.Judgement.down("no successful rebalance for 181s (limit 180s)"));
    }

    @Test
    void aPausedMemberIsUpHoweverLongItLastLookedAtItsGroup() {
        container.start();
        now = START.plusSeconds(3600);

        assertThat(judge(Snapshots.of(ConsumerState.PAUSED)).status()).isEqualTo(Status.UP);
    }

    @Test
    void aPausedMemberIsOutOfServiceWhereThatIsWanted() {
        limits.setPausedIsUp(false);
        container.start();

        assertThat(judge(Snapshots.of(ConsumerState.PAUSED)))
                .isEqualTo(new ListenerVerdict.Judgement(Status.OUT_OF_SERVICE, "paused"));
    }

    @Test
    void aStandbyIsUp() {
        container.start();

        assertThat(judge(Snapshots.of(ConsumerState.RUNNING)
                                .members("a", "b")
                                .rebalanced(START)
                                .heartbeat(START))
                        .status())
                .isEqualTo(Status.UP);
    }

    @Test
    void aListenerThatFailedToStartIsDownWithWhatItThrew() {
        consumers.failFor("orders-g", new IllegalStateException("no threads left"));
        assertThatThrownBy(container::start).hasMessage("no threads left");

        assertThat(judgeItself()).isEqualTo(ListenerVerdict.Judgement.down("failed to start: no threads left"));
    }

    @Test
    void oneBrokerOfEveryTopicHasToConfirmHeartbeats() {
        container.start();
        now = START.plusSeconds(91);
        Snapshots beating =
                healthy().rebalanced(now).topics("orders", "payments").heartbeat(now);

        assertThat(judge(beating.broker("broker-b", "orders", BrokerSnapshot.State.UNREACHABLE, START))
                        .status())
                .isEqualTo(Status.UP);
        assertThat(judge(beating.broker("broker-b", "payments", BrokerSnapshot.State.UNREACHABLE, null)))
                .isEqualTo(ListenerVerdict.Judgement.down(
                        "no broker of topic 'payments' confirmed a heartbeat for 91s (limit 90s)"));
        assertThat(judge(beating.broker("broker-c", "payments", BrokerSnapshot.State.CONNECTED, now.minusSeconds(90)))
                        .status())
                .isEqualTo(Status.UP);
    }

    @Test
    void aQueueWithoutAnswersToItsPullsIsDown() {
        container.start();
        now = START.plusSeconds(50);

        assertThat(judge(healthy().idleQueue("orders", 5, now.minusSeconds(120)))
                        .status())
                .isEqualTo(Status.UP);
        assertThat(judge(healthy().idleQueue("orders", 5, now.minusSeconds(121))))
                .isEqualTo(ListenerVerdict.Judgement.down("1 of 3 queues are not pulled, first orders/broker-a/5: no"
                        + " answer to a pull for 121s (limit 120s)"));
        limits.setMaxPullIdle(Duration.ofSeconds(40));
        assertThat(judge(healthy().idleQueue("orders", 5, now.minusSeconds(41))).status())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void aLimitOfPullsOfAListenersOwnBeatsTheCommonOne() {
        RocketListenerContainer hasty = container(Duration.ofSeconds(40));
        RocketListenerContainer patient = container(Duration.ofMinutes(5));
        hasty.start();
        patient.start();
        container.start();
        ListenerVerdict verdict = new ListenerVerdict(limits, clock);
        Optional<ConsumerSnapshot> idle = Optional.of(
                healthy().idleQueue("orders", 5, now.minusSeconds(41)).build());
        Optional<ConsumerSnapshot> idleForLong = Optional.of(
                healthy().idleQueue("orders", 5, now.minusSeconds(121)).build());

        assertThat(verdict.of(hasty, idle).reason()).endsWith("no answer to a pull for 41s (limit 40s)");
        assertThat(verdict.of(container, idle).status()).isEqualTo(Status.UP);
        assertThat(verdict.of(patient, idleForLong).status()).isEqualTo(Status.UP);
        assertThat(verdict.of(container, idleForLong).reason()).endsWith("(limit 120s)");
    }

    private RocketListenerContainer container(Duration maxPullIdle) {
        return new RocketListenerContainer(
                Setups.inShop("own")
                        .subscribe("orders", "*")
                        .maxPullIdle(maxPullIdle)
                        .build(),
                () -> consumers,
                clock);
    }

    @Test
    void aListenerThatDoesNotReturnIsDown() {
        container.start();

        assertThat(judge(healthy().call(START.minus(Duration.ofMinutes(15)))).status())
                .isEqualTo(Status.UP);
        assertThat(judge(healthy().call(START.minus(Duration.ofSeconds(901)))))
                .isEqualTo(ListenerVerdict.Judgement.down(
                        "a call of the listener has not returned for 901s (limit 900s)"));
    }

    @Test
    void aLockThatIsMissingForTooLongIsDownOnlyWhereMessagesComeInOrder() {
        RocketListenerContainer ordered = new RocketListenerContainer(
                Setups.of(
                        "ordered",
                        PushConsumerOptions.builder("ordered-g")
                                .subscribe("orders")
                                .mode(ConsumeMode.ORDERLY)
                                .build(),
                        true),
                () -> consumers,
                clock);
        ordered.start();
        container.start();
        Snapshots lost = healthy().lockedQueue("orders", 5, new LockSnapshot.Missing(START.minusSeconds(31)));
        Snapshots held = healthy().lockedQueue("orders", 5, new LockSnapshot.Held(START.plusSeconds(31)));
        Snapshots soon = healthy().lockedQueue("orders", 5, new LockSnapshot.Missing(START.minusSeconds(30)));

        ListenerVerdict verdict = new ListenerVerdict(limits, clock);
        assertThat(verdict.of(ordered, Optional.of(lost.build())))
                .isEqualTo(
                        ListenerVerdict.Judgement.down("1 of 3 queues have no lock, first orders/broker-a/5: its lock"
                                + " is missing for 31s (limit 30s)"));
        assertThat(verdict.of(ordered, Optional.of(held.build())).status()).isEqualTo(Status.UP);
        assertThat(verdict.of(ordered, Optional.of(soon.build())).status()).isEqualTo(Status.UP);
        assertThat(judge(lost).status()).isEqualTo(Status.UP);
        limits.setLockMaxLive(Duration.ofSeconds(31));
        assertThat(verdict.of(ordered, Optional.of(lost.build())).status()).isEqualTo(Status.UP);
    }

    @Test
    void aStaleHeartbeatIsDown() {
        container.start();
        now = START.plusSeconds(91);

        assertThat(judge(healthy().rebalanced(now)))
                .isEqualTo(ListenerVerdict.Judgement.down(
                        "no broker of topic 'orders' confirmed a heartbeat for 91s (limit 90s)"));
    }

    @Test
    void aQueueThatCannotBePulledIsDown() {
        container.start();
        Snapshots stuck = healthy().stuckQueue("orders", 5, "broker-a does not answer");

        assertThat(judge(stuck))
                .isEqualTo(ListenerVerdict.Judgement.down(
                        "1 of 3 queues cannot be pulled, first orders/broker-a/5: broker-a does not answer"));
        assertThat(ListenerHealthIndicator.details(stuck.build(), now))
                .containsEntry("queueProblems", Map.of("orders/broker-a/5", "broker-a does not answer"));
    }

    @Test
    void tooMuchLagIsOutOfService() {
        limits.setMaxLag(1_000L);
        container.start();

        assertThat(judge(healthy().queue("orders", 7, 2_000, 0)))
                .isEqualTo(new ListenerVerdict.Judgement(Status.OUT_OF_SERVICE, "lag 2003 is above the limit 1000"));
    }

    @Test
    void stoppedByHandIsOutOfService() {
        container.start();
        container.stop();

        assertThat(judgeItself()).isEqualTo(new ListenerVerdict.Judgement(Status.OUT_OF_SERVICE, "stopped"));
    }

    @Test
    void closedBehindTheListenersBackIsDown() {
        container.start();
        consumers.of("orders-g").close();

        assertThat(judgeItself().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void showsWhatTheListenerHolds() {
        RocketListenerRegistry registry = new RocketListenerRegistry(() -> consumers, clock);
        registry.add(Setups.of("orders", true));
        RocketMqHealthContributor contributor =
                new RocketMqHealthContributor(registry, new ListenerVerdict(limits, clock), clock);
        registry.start();

        assertThat(contributor.stream().map(HealthContributors.Entry::name)).containsExactly("orders");
        assertThat(contributor.getContributor("payments")).isNull();
        assertThat(contributor.getContributor("orders"))
                .isInstanceOfSatisfying(ListenerHealthIndicator.class, indicator -> assertThat(
                                indicator.health().getDetails())
                        .containsEntry("group", "orders-g")
                        .containsEntry("topics", List.of("orders"))
                        .containsEntry("state", "RUNNING")
                        .containsEntry("clientId", "10.0.0.7@1#9f"));
    }

    @Test
    void listsQueuesOfTopicsApartFromRetryQueues() {
        var health = ListenerHealthIndicator.details(
                healthy()
                        .lateQueue("%RETRY%orders-g", 0, 5, START.minusMillis(4160))
                        .broker("broker-b", "orders", BrokerSnapshot.State.UNREACHABLE, null)
                        .members("10.0.0.7@1#9f", "10.0.0.8@1#aa")
                        .build(),
                now);

        assertThat(health)
                .containsEntry("assignedQueues", 2)
                .containsEntry("queues", List.of("orders/broker-a/0", "orders/broker-a/3"))
                .containsEntry("retryQueues", 1)
                .containsEntry("standby", false)
                .containsEntry("lag", 8L)
                .containsEntry("inFlight", 1)
                .containsEntry("paused", false)
                .containsEntry("lagSeconds", 4.1)
                .containsEntry("brokers", Map.of("broker-a", "CONNECTED", "broker-b", "UNREACHABLE"))
                .containsEntry("nameServer", "10.0.0.1:9876")
                .containsEntry("members", List.of("10.0.0.7@1#9f", "10.0.0.8@1#aa"))
                .containsEntry("lastHeartbeat", "2026-01-31T08:00:00Z");
        assertThat(health.get("lastRebalance"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("at", "2026-01-31T08:00:00Z")
                .containsEntry("trigger", "NOTIFIED")
                .doesNotContainKey("problem");
    }

    @Test
    void aMemberWithoutQueuesIsStandby() {
        ConsumerSnapshot idle = Snapshots.of(ConsumerState.RUNNING)
                .members("a", "b")
                .rebalanced(START)
                .heartbeat(START)
                .build();

        assertThat(ListenerHealthIndicator.details(idle, now))
                .containsEntry("assignedQueues", 0)
                .containsEntry("standby", true);
    }

    @Test
    void appearsOnlyWithTheHealthLibraryAndItsSwitch() {
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        RocketMqAutoConfiguration.class, RocketMqHealthContributorAutoConfiguration.class));

        runner.run(context -> assertThat(context).hasBean("rocketmqHealthContributor"));
        runner.withPropertyValues("management.health.rocketmq.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("rocketmqHealthContributor"));
        runner.withPropertyValues("rocketmq.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("rocketmqHealthContributor"));
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(RocketListenerRegistry.class)
                        .doesNotHaveBean("rocketmqHealthContributor"));
    }

    private ListenerVerdict.Judgement judge(Snapshots snapshot) {
        return new ListenerVerdict(limits, clock).of(container, Optional.of(snapshot.build()));
    }

    private ListenerVerdict.Judgement judgeItself() {
        return new ListenerVerdict(limits, clock).of(container, container.snapshot());
    }

    private static Snapshots healthy() {
        return Snapshots.of(ConsumerState.RUNNING)
                .queue("orders", 0, 3, 1)
                .queue("orders", 3, 0, 0)
                .rebalanced(START)
                .heartbeat(START);
    }

    private RocketListenerContainer container(String id, boolean autoStartup) {
        return new RocketListenerContainer(Setups.of(id, autoStartup), () -> consumers, clock);
    }
}
