package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.model.MessageQueue;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.api.RocketRebalanceListener;
import io.github.rocketmq.rebalance.spring.event.RocketConsumerNonResponsiveEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerFailedToStartEvent;
import io.github.rocketmq.rebalance.spring.event.RocketContainerPausedEvent;
import io.github.rocketmq.rebalance.spring.event.RocketListenerIdleEvent;
import io.github.rocketmq.rebalance.spring.event.RocketListenerNoLongerIdleEvent;
import io.github.rocketmq.rebalance.spring.event.RocketQueuesEvent;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEvent;

class RocketListenerContainerTest {

    private static final MessageQueue FIRST = new MessageQueue("orders", "broker-a", 0);
    private static final MessageQueue SECOND = new MessageQueue("orders", "broker-a", 1);

    private final FakeConsumers consumers = new FakeConsumers();
    private final VirtualMonitor monitor = new VirtualMonitor();
    private final List<ApplicationEvent> events = new ArrayList<>();
    private final List<RocketRebalanceListener> rebalanceListeners = new ArrayList<>();
    private final RocketListenerContainer container =
            container(Setups.inShop("orders").subscribe("orders", "*").idleAfter(Duration.ofMinutes(1)));

    @Test
    void tellsOfItsLifeInOrder() {
        container.start();
        container.pause(PauseMode.HOLD);
        container.resume();
        container.stop();
        monitor.run();

        assertThat(names())
                .containsExactly(
                        "RocketContainerStartingEvent",
                        "RocketContainerStartedEvent",
                        "RocketContainerPausedEvent",
                        "RocketContainerResumedEvent",
                        "RocketContainerStoppingEvent",
                        "RocketContainerStoppedEvent");
        assertThat(events).allSatisfy(event -> {
            RocketContainerEvent told = (RocketContainerEvent) event;
            assertThat(told.getSource()).isSameAs(container);
            assertThat(told.containerId()).isEqualTo("orders");
            assertThat(told.group()).isEqualTo("shop");
            assertThat(told.listenerIds()).containsExactly("orders");
        });
    }

    @Test
    void tellsWhyItCouldNotStart() {
        IllegalStateException reason = new IllegalStateException("no threads left");
        consumers.failFor("shop", reason);

        assertThatIllegalStateException().isThrownBy(container::start);
        monitor.run();

        assertThat(names()).containsExactly("RocketContainerStartingEvent", "RocketContainerFailedToStartEvent");
        assertThat(((RocketContainerFailedToStartEvent) events.get(1)).reason()).isSameAs(reason);
        assertThat(container.isInExpectedState()).isFalse();
        assertThat(monitor.waiting()).as("nothing is watched").isZero();
    }

    @Test
    void hasStoppedOnlyWhenTheApplicationWasTold() {
        container.start();

        var stopped = container.stopAsync().toCompletableFuture();
        assertThat(stopped).isNotDone();
        monitor.run();

        assertThat(stopped).isDone();
        assertThat(names()).endsWith("RocketContainerStoppedEvent");
    }

    @Test
    void aListenerOfItsEndMayStartItAgain() {
        RocketListenerContainer[] restarted = new RocketListenerContainer[1];
        restarted[0] = container(Setups.inShop("orders").subscribe("orders", "*"), event -> {
            if (event.getClass().getSimpleName().equals("RocketContainerStoppedEvent")) {
                restarted[0].start();
            }
        });
        restarted[0].start();

        restarted[0].stop();
        monitor.run();

        assertThat(restarted[0].isRunning()).isTrue();
        assertThat(consumers.built()).hasSize(2);
    }

    @Test
    void aPauseBeforeTheStartHoldsFromTheStartOn() {
        container.pause(PauseMode.RELEASE);
        assertThat(container.isPaused()).isTrue();
        assertThat(events).isEmpty();

        container.start();
        monitor.run();

        assertThat(consumer().calls()).containsExactly("pause RELEASE");
        assertThat(names()).endsWith("RocketContainerStartedEvent", "RocketContainerPausedEvent");
        assertThat(((RocketContainerPausedEvent) events.get(2)).mode()).isEqualTo(PauseMode.RELEASE);
    }

    @Test
    void aPauseOutlastsARestartAndEndsOnlyByResume() {
        container.start();
        container.pause(PauseMode.HOLD);

        container.restart();
        assertThat(consumer().calls()).containsExactly("pause HOLD");
        container.resume();
        container.resume();
        assertThat(consumer().calls()).containsExactly("pause HOLD", "resume");
        container.restart();

        assertThat(consumer().calls()).isEmpty();
        assertThat(container.isPaused()).isFalse();
    }

    @Test
    void anotherWayOfPausingReplacesTheFirst() {
        container.start();

        container.pause(PauseMode.HOLD);
        container.pause(PauseMode.HOLD);
        container.pause(PauseMode.RELEASE);

        assertThat(consumer().calls()).containsExactly("pause HOLD", "resume", "pause RELEASE");
    }

    @Test
    void intervalAndConcurrencyChangeNowAndForLaterStarts() {
        container.start();
        container.rebalanceNow();
        container.rebalanceInterval(Duration.ofSeconds(5));
        container.concurrency(7);
        assertThat(consumer().calls()).containsExactly("rebalance", "interval PT5S", "concurrency 7");

        container.restart();

        assertThat(consumer().options().rebalance().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(consumer().options().concurrency()).isEqualTo(7);
        assertThat(container.options().concurrency()).isEqualTo(7);
    }

    @Test
    void refusesWhatTheCoreWouldRefuseAndChangesNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> container.concurrency(0));
        assertThatIllegalArgumentException().isThrownBy(() -> container.rebalanceInterval(Duration.ofMillis(10)));

        assertThat(container.options().concurrency()).isEqualTo(20);
    }

    @Test
    void aConsumerThatEndedByItselfIsNotExpected() {
        assertThat(container.isInExpectedState()).isTrue();
        container.start();
        assertThat(container.isInExpectedState()).isTrue();

        consumer().leave();
        assertThat(container.isInExpectedState()).isFalse();

        container.stop();
        assertThat(container.isInExpectedState()).isTrue();
    }

    @Test
    void tellsOfQueuesInOrderAndNeverOnTheConsumersThread() {
        List<String> heard = new ArrayList<>();
        rebalanceListeners.add(new RocketRebalanceListener() {
            @Override
            public void onAssigned(RocketRebalanceListener.Consumer consumer, SortedSet<MessageQueue> queues) {
                throw new IllegalStateException("on purpose");
            }
        });
        rebalanceListeners.add(new RocketRebalanceListener() {
            @Override
            public void onAssigned(RocketRebalanceListener.Consumer consumer, SortedSet<MessageQueue> queues) {
                heard.add("assigned " + consumer.containerId() + " " + consumer.group() + " " + queues.size());
            }

            @Override
            public void onRevoked(RocketRebalanceListener.Consumer consumer, SortedSet<MessageQueue> queues) {
                heard.add("gone " + queues.first().queueId());
            }
        });
        container.start();
        monitor.run();
        var loop = consumer().plan().assignments();

        loop.onAssigned(Set.of(FIRST, SECOND));
        loop.onRevoked(Set.of(FIRST));
        loop.onLost(Set.of(SECOND));
        assertThat(heard).isEmpty();
        assertThat(names()).hasSize(2);
        monitor.run();

        assertThat(heard).containsExactly("assigned orders shop 2", "gone 0", "gone 1");
        assertThat(names().subList(2, 5))
                .containsExactly("RocketQueuesAssignedEvent", "RocketQueuesRevokedEvent", "RocketQueuesLostEvent");
        assertThat(((RocketQueuesEvent) events.get(4)).queues()).containsExactly(SECOND);
    }

    @Test
    void whatAnEventListenerThrowsStopsNothing() {
        RocketListenerContainer watched = container(Setups.inShop("orders").subscribe("orders", "*"), event -> {
            throw new IllegalStateException("on purpose");
        });

        watched.start();
        watched.stop();
        monitor.run();

        assertThat(consumer().state()).isEqualTo(ConsumerState.CLOSED);
    }

    @Test
    void tellsOfIdleListenersWhileItRuns() throws Exception {
        container.start();
        monitor.advance(Duration.ofSeconds(61));
        consumer().listener().onMessage(StoredMessage.of("orders", "paid"));
        monitor.run();
        container.pause(PauseMode.HOLD);
        monitor.advance(Duration.ofSeconds(60));
        container.stop();
        monitor.advance(Duration.ofMinutes(10));

        List<ApplicationEvent> ofListeners = events.stream()
                .filter(event -> event.getClass().getSimpleName().contains("Listener"))
                .toList();
        assertThat(ofListeners).hasSize(3);
        assertThat(ofListeners.get(0)).isInstanceOfSatisfying(RocketListenerIdleEvent.class, event -> {
            assertThat(event.listenerId()).isEqualTo("orders");
            assertThat(event.idleFor()).isEqualTo(Duration.ofMinutes(1));
            assertThat(event.isPaused()).isFalse();
        });
        assertThat(ofListeners.get(1)).isInstanceOf(RocketListenerNoLongerIdleEvent.class);
        assertThat(ofListeners.get(2))
                .isInstanceOfSatisfying(RocketListenerIdleEvent.class, event -> assertThat(event.isPaused())
                        .isTrue());
        assertThat(monitor.waiting()).isZero();
    }

    @Test
    void keepsLeavingAndDoesNotJoinBesideItselfWhenTheWaitIsInterrupted() {
        consumers.leaveWhenDrained();
        container.start();
        container.stopAsync();

        Thread.currentThread().interrupt();
        assertThatIllegalStateException()
                .isThrownBy(container::start)
                .withMessage(
                        "Listeners [orders] cannot start: their last consumer has not left group 'shop' yet, and the"
                                + " waiting thread was interrupted. It goes on leaving; start them again when it has left.");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(container.phase()).isInstanceOf(ContainerPhase.Leaving.class);
        assertThat(consumers.built()).hasSize(1);
        consumer().drained();
        container.start();
        assertThat(consumers.built()).hasSize(2);
    }

    @Test
    void canBePausedWhileARestartWaitsForTheEndOfACall() throws Exception {
        consumers.leaveWhenDrained();
        container.start();
        Thread restarter = new Thread(container::restart);
        restarter.start();
        await().until(() -> container.phase() instanceof ContainerPhase.Leaving);

        CompletableFuture.runAsync(() -> container.pause(PauseMode.HOLD)).get(10, TimeUnit.SECONDS);
        consumer().drained();
        restarter.join(10_000);

        assertThat(container.isRunning()).isTrue();
        assertThat(consumer().calls()).containsExactly("pause HOLD");
    }

    @Test
    void tellsOfAConsumerThatReachesNobody() {
        RocketListenerContainer silent = container(Setups.inShop("orders").subscribe("orders", "*"));
        silent.start();

        monitor.advance(Duration.ofMinutes(5));

        assertThat(events)
                .filteredOn(RocketConsumerNonResponsiveEvent.class::isInstance)
                .singleElement()
                .satisfies(event -> assertThat(((RocketConsumerNonResponsiveEvent) event).reason())
                        .isEqualTo("no rebalance succeeded for 70 s"));
    }

    @Test
    void listenersOfBatchesAndOfSingleMessagesCannotShareAConsumer() {
        container.change(container
                .listeners()
                .with(Setups.inShop("batches")
                        .subscribe("stock", "*")
                        .form(new ListenerForm.Batch(messages -> BatchResult.consumed()))
                        .build()));

        assertThatExceptionOfType(InconsistentSubscriptionException.class)
                .isThrownBy(container::start)
                .withMessage("Two RocketMQ listeners of group 'shop' share one consumer, but want batch.enabled to be"
                        + " different: 'orders' (code of orders) wants false, 'batches' (code of batches) wants true.");
        assertThat(consumers.built()).isEmpty();
        assertThat(monitor.waiting()).isZero();
    }

    private FakePushConsumer consumer() {
        return consumers.of("shop");
    }

    private List<String> names() {
        return events.stream().map(event -> event.getClass().getSimpleName()).toList();
    }

    private RocketListenerContainer container(Setups setup) {
        return container(setup, events::add);
    }

    private RocketListenerContainer container(Setups setup, Consumer<ApplicationEvent> publisher) {
        return new RocketListenerContainer(
                setup.build(),
                new ListenerServices(
                        () -> consumers,
                        () -> endpoint -> Optional.empty(),
                        publisher,
                        () -> rebalanceListeners,
                        monitor.clock(),
                        Duration.ofSeconds(29)),
                monitor);
    }
}
