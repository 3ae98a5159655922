package io.github.rocketmq.rebalance.spring.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.api.MessageListener;
import io.github.rocketmq.rebalance.api.PauseMode;
import io.github.rocketmq.rebalance.model.Subscription;
import io.github.rocketmq.rebalance.spring.api.InconsistentSubscriptionException;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.event.RocketContainerStartedEvent;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.invocation.ListenerForm;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEvent;

class RocketListenerRegistryTest {

    private final FakeConsumers consumers = new FakeConsumers();
    private final RocketListenerRegistry registry = new RocketListenerRegistry(() -> consumers, InstantSource.system());

    @Test
    void startsWithANewConsumerAfterEachStop() {
        add("orders", true);

        registry.start();
        registry.stop();
        registry.start();

        assertThat(consumers.built())
                .extracting(FakePushConsumer::state)
                .containsExactly(ConsumerState.CLOSED, ConsumerState.RUNNING);
    }

    @Test
    void stopsAllListenersTogetherAndCallsBackWhenTheLastHasLeft() {
        consumers.leaveWhenDrained();
        add("orders", true);
        add("payments", true);
        registry.start();
        AtomicInteger calledBack = new AtomicInteger();

        registry.stop(calledBack::incrementAndGet);

        assertThat(consumers.built()).extracting(FakePushConsumer::state).containsOnly(ConsumerState.LEAVING);
        consumers.of("orders-g").drained();
        assertThat(calledBack).hasValue(0);
        consumers.of("payments-g").drained();
        assertThat(calledBack).hasValue(1);
        assertThat(registry.isRunning()).isFalse();
    }

    @Test
    void waitsForAListenerThatWasStoppedByHandAndIsStillLeaving() {
        consumers.leaveWhenDrained();
        RocketListenerContainer byHand = add("orders", true);
        registry.start();
        byHand.stopAsync();
        AtomicInteger calledBack = new AtomicInteger();

        registry.stop(calledBack::incrementAndGet);

        assertThat(calledBack).hasValue(0);
        consumers.of("orders-g").drained();
        assertThat(calledBack).hasValue(1);
    }

    @Test
    void startsAfterAPauseWhatRanBeforeIt() {
        RocketListenerContainer byHand = add("by-hand", false);
        RocketListenerContainer ended = add("ended", true);
        RocketListenerContainer never = add("never", false);
        registry.start();
        byHand.start();
        ended.stop();

        registry.stop();
        registry.start();

        assertThat(byHand.isRunning()).isTrue();
        assertThat(ended.isRunning()).isFalse();
        assertThat(never.isRunning()).isFalse();
    }

    @Test
    void startsListenersThatAppearLate() {
        registry.start();

        RocketListenerContainer late = add("late", true);

        assertThat(late.isRunning()).isTrue();
    }

    @Test
    void stopsTheOthersWhenOneFailsToStart() {
        RocketListenerContainer first = add("first", true);
        RocketListenerContainer broken = add("broken", true);
        consumers.failFor("broken-g", new IllegalStateException("no threads left"));

        assertThatIllegalStateException().isThrownBy(registry::start).withMessage("no threads left");

        assertThat(first.isRunning()).isFalse();
        assertThat(registry.isRunning()).isFalse();
        assertThat(broken.phase()).isInstanceOf(ContainerPhase.FailedToStart.class);
    }

    @Test
    void listenersOfOneGroupShareAContainerAndAConsumer() {
        RocketListenerContainer container = registry.add(paid().build());
        assertThat(registry.add(shipped().build())).isSameAs(container);
        add("payments", true);

        registry.start();

        assertThat(registry.ids()).containsExactly("paid", "shipped", "payments");
        assertThat(registry.containers()).hasSize(2);
        assertThat(registry.find("shipped")).containsSame(container);
        assertThat(container.ids()).containsExactly("paid", "shipped");
        assertThat(consumers.built()).hasSize(2);
        assertThat(consumers.of("shop").options().subscriptions())
                .containsExactly(Subscription.tags("orders", "paid || shipped"));
        assertThat(registry.matching(RocketListenerContainer::isRunning)).hasSize(2);
    }

    @Test
    void eachListenerOfASharedConsumerGetsItsOwnMessages() throws Exception {
        List<String> seen = new ArrayList<>();
        registry.add(paid().listener(message -> taken(seen, "paid")).build());
        registry.add(shipped().listener(message -> taken(seen, "shipped")).build());
        registry.start();
        MessageListener listener = consumers.of("shop").listener();

        listener.onMessage(StoredMessage.of("orders", "shipped"));
        listener.onMessage(StoredMessage.of("orders", "paid").againFor("shop"));

        assertThat(seen).containsExactly("shipped", "paid");
    }

    @Test
    void listenersWithoutAnIdShareTheirGroupsName() {
        registry.add(Setups.unnamedInShop().subscribe("orders", "paid").build());
        registry.add(Setups.unnamedInShop().subscribe("orders", "shipped").build());
        registry.add(Setups.inShop("named").subscribe("stock", "*").build());

        assertThat(registry.ids()).containsExactly("shop", "named");
        assertThat(registry.containers()).hasSize(1);
        assertThat(registry.unregister("shop")).isTrue();
        assertThat(registry.ids()).containsExactly("named");
    }

    @Test
    void theSameGroupOfTwoClustersIsTwoGroups() {
        registry.add(paid().build());
        registry.add(shipped().cluster("other").build());

        assertThat(registry.containers()).hasSize(2);
    }

    @Test
    void refusesASecondListenerOfTheSameId() {
        add("orders", true);

        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> add("orders", true))
                .withMessage("Two RocketMQ listeners have the id 'orders': code of orders and code of orders.");
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> registry.add(
                        Setups.inShop("orders").subscribe("stock", "*").build()))
                .withMessageStartingWith("Two RocketMQ listeners have the id 'orders'");
        assertThat(registry.ids()).containsExactly("orders");
    }

    @Test
    void refusesListenersThatCannotShareAConsumerAndKeepsTheOthers() {
        registry.add(paid().build());
        registry.start();

        assertThatExceptionOfType(InconsistentSubscriptionException.class)
                .isThrownBy(() -> registry.add(
                        Setups.inShop("other").subscribe("orders", "paid").build()));

        assertThat(registry.ids()).containsExactly("paid");
        assertThat(consumers.of("shop").calls()).isEmpty();
    }

    @Test
    void aListenerJoinsARunningConsumerWithoutARestart() throws Exception {
        List<String> seen = new ArrayList<>();
        registry.add(paid().listener(message -> taken(seen, "paid")).build());
        registry.start();

        registry.add(shipped().listener(message -> taken(seen, "shipped")).build());
        registry.add(Setups.inShop("stock")
                .subscribe("stock", "low")
                .listener(message -> taken(seen, "stock"))
                .options(options -> options.concurrency(50))
                .build());

        FakePushConsumer consumer = consumers.of("shop");
        assertThat(consumers.built()).hasSize(1);
        assertThat(consumer.calls())
                .containsExactly("subscribe orders paid || shipped", "subscribe stock low", "concurrency 50");
        consumer.listener().onMessage(StoredMessage.of("orders", "shipped"));
        consumer.listener().onMessage(StoredMessage.of("orders", "paid"));
        consumer.listener().onMessage(StoredMessage.of("stock", "low"));
        assertThat(seen).containsExactly("shipped", "paid", "stock");
    }

    @Test
    void aListenerLeavesARunningConsumerWithoutARestart() throws Exception {
        List<String> seen = new ArrayList<>();
        registry.add(paid().listener(message -> taken(seen, "paid")).build());
        registry.add(shipped()
                .subscribe("stock", "*")
                .listener(message -> taken(seen, "shipped"))
                .build());
        registry.start();

        assertThat(registry.unregister("shipped")).isTrue();

        FakePushConsumer consumer = consumers.of("shop");
        assertThat(consumers.built()).hasSize(1);
        assertThat(consumer.calls()).containsExactly("subscribe orders paid", "unsubscribe stock");
        assertThat(consumer.listener()
                        .onMessage(StoredMessage.of("orders", "shipped").againFor("shop")))
                .isEqualTo(ConsumeResult.retry());
        assertThat(seen).isEmpty();
        assertThat(registry.unregister("shipped")).isFalse();
    }

    @Test
    void whatWasFetchedForAListenerBeforeItLeftIsStillHandedToIt() throws Exception {
        List<String> seen = new ArrayList<>();
        registry.add(paid().listener(message -> taken(seen, "paid")).build());
        registry.add(shipped()
                .subscribe("stock", "*")
                .listener(message -> {
                    seen.add("shipped");
                    return ConsumeResult.retry();
                })
                .build());
        registry.start();

        registry.unregister("shipped");

        FakePushConsumer consumer = consumers.of("shop");
        assertThat(consumer.listener().onMessage(StoredMessage.of("orders", "shipped")))
                .isEqualTo(ConsumeResult.retry());
        assertThat(consumer.listener().onMessage(StoredMessage.of("stock", "low")))
                .isEqualTo(ConsumeResult.retry());
        consumer.listener().onMessage(StoredMessage.of("orders", "paid"));
        assertThat(seen).containsExactly("shipped", "shipped", "paid");
    }

    @Test
    void whatWasFetchedForAListenerThatIsRegisteredAnewIsTheNewOnes() throws Exception {
        List<String> seen = new ArrayList<>();
        registry.add(paid().build());
        registry.add(shipped().listener(message -> taken(seen, "old")).build());
        registry.start();

        for (int i = 0; i < 3; i++) {
            String name = "new " + i;
            registry.unregister("shipped");
            registry.add(shipped().listener(message -> taken(seen, name)).build());
        }

        consumers.of("shop").listener().onMessage(StoredMessage.of("orders", "shipped"));
        assertThat(consumers.built()).hasSize(1);
        assertThat(seen).containsExactly("new 2");
        registry.unregister("shipped");
        consumers.of("shop").listener().onMessage(StoredMessage.of("orders", "shipped"));
        assertThat(seen).containsExactly("new 2", "new 2");
    }

    @Test
    void aListenerThatCannotBeStartedIsNotThere() {
        registry.start();
        consumers.failFor("late-g", new IllegalStateException("no threads left"));

        assertThatIllegalStateException().isThrownBy(() -> add("late", true)).withMessage("no threads left");

        assertThat(registry.ids()).isEmpty();
        assertThat(registry.containers()).isEmpty();
        consumers.healed("late-g");
        assertThat(add("late", true).isRunning()).isTrue();
    }

    @Test
    void theOthersOfAGroupGoOnWithoutAListenerThatCannotBeStarted() {
        registry.add(paid().build());
        registry.start();
        RocketListenerContainer container = registry.find("paid").orElseThrow();

        assertThatIllegalStateException()
                .isThrownBy(() -> registry.add(brokenWhenStarted()))
                .withMessage("its bean is gone");
        assertThat(container.isRunning()).isTrue();
        assertThat(container.ids()).containsExactly("paid");
        assertThat(consumers.of("shop").options().subscriptions()).containsExactly(Subscription.tags("orders", "paid"));
    }

    /** Needs a new consumer, and has no code for it. */
    private static ListenerSetup brokenWhenStarted() {
        AtomicInteger asked = new AtomicInteger();
        return shipped()
                .formFrom(() -> {
                    if (asked.incrementAndGet() > 1) {
                        throw new IllegalStateException("its bean is gone");
                    }
                    return new ListenerForm.Async(message -> CompletableFuture.completedStage(ConsumeResult.retry()));
                })
                .build();
    }

    @Test
    void aFailedStartForgetsNobodyWhoRanBefore() {
        RocketListenerContainer byHand = add("by-hand", false);
        add("second", true);
        add("third", true);
        byHand.start();
        registry.start();
        registry.stop();
        consumers.failFor("second-g", new IllegalStateException("no threads left"));

        assertThatIllegalStateException().isThrownBy(registry::start);
        registry.stop();
        assertThat(registry.matching(RocketListenerContainer::isRunning)).isEmpty();
        consumers.healed("second-g");
        registry.start();

        assertThat(registry.matching(RocketListenerContainer::isRunning)).hasSize(3);
    }

    @Test
    void aListenerOfAnEventMayWaitForWhoRegistersInTheSameGroup() throws Exception {
        CompletableFuture<Boolean> registered = new CompletableFuture<>();
        RocketListenerRegistry[] told = new RocketListenerRegistry[1];
        told[0] = telling(event -> {
            if (event instanceof RocketContainerStartedEvent && !registered.isDone()) {
                registered.complete(completes(() -> told[0].add(shipped().build())));
            }
        });
        RocketListenerContainer container = told[0].add(paid().build());

        CompletableFuture.runAsync(container::start).get(20, TimeUnit.SECONDS);

        assertThat(registered.get(20, TimeUnit.SECONDS))
                .as("registered meanwhile")
                .isTrue();
        assertThat(container.ids()).containsExactly("paid", "shipped");
        told[0].close();
    }

    @Test
    void aBeanThatIsMadeForTheStartMayWaitForWhoRegistersInTheSameGroup() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Boolean> registered = new CompletableFuture<>();
        Setups waiting = paid().formFrom(() -> {
            if (asked.incrementAndGet() == 1) {
                registered.complete(completes(() -> registry.add(shipped().build())));
            }
            return new ListenerForm.Single(message -> ConsumeResult.consumed());
        });
        registry.start();

        CompletableFuture.runAsync(() -> registry.add(waiting.build())).get(20, TimeUnit.SECONDS);

        assertThat(registered.get(20, TimeUnit.SECONDS))
                .as("registered meanwhile")
                .isTrue();
        assertThat(consumers.built()).hasSize(1);
        assertThat(consumers.of("shop").subscriptions())
                .containsExactly(Subscription.tags("orders", "paid || shipped"));
    }

    @Test
    void aListenerOfAnEventMayStopTheApplication() throws Exception {
        CompletableFuture<Boolean> stopped = new CompletableFuture<>();
        RocketListenerRegistry[] told = new RocketListenerRegistry[1];
        told[0] = telling(event -> {
            if (event instanceof RocketContainerStartedEvent) {
                told[0].stop();
                stopped.complete(true);
            }
        });
        told[0].add(paid().build());

        told[0].start();

        assertThat(stopped.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(told[0].matching(RocketListenerContainer::isRunning)).isEmpty();
        told[0].close();
    }

    @Test
    void aFailedStartIsToldBeforeItIsThrown() {
        Queue<String> events = new ConcurrentLinkedQueue<>();
        RocketListenerRegistry told =
                telling(event -> events.add(event.getClass().getSimpleName()));
        told.add(paid().build());
        consumers.failFor("shop", new IllegalStateException("no threads left"));

        assertThatIllegalStateException().isThrownBy(told::start);

        assertThat(events).containsExactly("RocketContainerStartingEvent", "RocketContainerFailedToStartEvent");
        told.close();
    }

    /** Whether that ends while the caller waits. */
    private static boolean completes(Runnable work) {
        try {
            CompletableFuture.runAsync(work).get(3, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException | ExecutionException | TimeoutException stuck) {
            return false;
        }
    }

    private RocketListenerRegistry telling(Consumer<ApplicationEvent> events) {
        return new RocketListenerRegistry(new ListenerServices(
                () -> consumers,
                () -> endpoint -> Optional.empty(),
                events,
                List::of,
                InstantSource.system(),
                Duration.ofSeconds(29)));
    }

    @Test
    void theLastListenerOfAGroupTakesTheConsumerAlong() {
        registry.add(paid().build());
        registry.start();

        registry.unregister("paid");

        assertThat(consumers.of("shop").state()).isEqualTo(ConsumerState.CLOSED);
        assertThat(registry.containers()).isEmpty();
        registry.add(paid().build());
        assertThat(consumers.of("shop").state()).isEqualTo(ConsumerState.RUNNING);
    }

    @Test
    void aListenerThatAnswersLaterNeedsANewConsumer() throws Exception {
        registry.add(paid().build());
        registry.start();

        registry.add(shipped()
                .form(new ListenerForm.Async(message -> CompletableFuture.completedStage(ConsumeResult.retry())))
                .build());

        assertThat(consumers.built())
                .extracting(FakePushConsumer::state)
                .containsExactly(ConsumerState.CLOSED, ConsumerState.RUNNING);
        ListenerForm form = consumers.of("shop").plan().listener();
        assertThat(form).isInstanceOf(ListenerForm.Async.class);
        assertThat(((ListenerForm.Async) form).listener().onMessage(StoredMessage.of("orders", "shipped")))
                .isCompletedWithValue(ConsumeResult.retry());
    }

    @Test
    void registersEndpointsWithTheSettingsOfTheApplication() {
        List<RocketListenerEndpoint> prepared = new ArrayList<>();
        RocketListenerRegistry withSettings = new RocketListenerRegistry(
                new ListenerServices(
                        () -> consumers,
                        () -> endpoint -> {
                            prepared.add(endpoint);
                            return endpoint.id().equals("disabled") ? Optional.empty() : Optional.of(paid().build());
                        },
                        event -> {},
                        List::of,
                        InstantSource.system(),
                        Duration.ofSeconds(29)),
                ListenerMonitor.inCallingThread());

        assertThat(withSettings.register(endpoint("disabled"))).isEmpty();
        assertThat(withSettings.register(endpoint("paid"))).isPresent();

        assertThat(withSettings.ids()).containsExactly("paid");
        assertThat(prepared.get(1)).satisfies(endpoint -> {
            assertThat(endpoint.group()).isEqualTo("shop");
            assertThat(endpoint.topics()).containsExactly("orders", "orders-eu");
            assertThat(endpoint.selectorExpression()).isEqualTo("paid || refunded");
            assertThat(endpoint.settings()).containsExactly(Map.entry("concurrency", "4"));
            assertThat(endpoint.handler().description()).isEqualTo("endpoint 'paid'");
        });
    }

    @Test
    void waitsForLeaversNoLongerThanTheApplicationDoes() {
        consumers.leaveWhenDrained();
        RocketListenerRegistry impatient = new RocketListenerRegistry(
                new ListenerServices(
                        () -> consumers,
                        () -> endpoint -> Optional.empty(),
                        event -> {},
                        List::of,
                        InstantSource.system(),
                        Duration.ofMillis(30)),
                ListenerMonitor.inCallingThread());
        impatient.add(paid().build());
        impatient.start();
        AtomicInteger calledBack = new AtomicInteger();

        impatient.stop(calledBack::incrementAndGet);

        await().until(() -> calledBack.get() == 1);
        assertThat(consumers.of("shop").state()).isEqualTo(ConsumerState.LEAVING);
    }

    @Test
    void keepsAContainerPausedThatWasPausedBeforeTheApplicationWas() {
        RocketListenerContainer container = add("orders", true);
        registry.start();
        container.pause(PauseMode.HOLD);

        registry.stop();
        registry.start();

        assertThat(consumers.of("orders-g").calls()).containsExactly("pause HOLD");
        assertThat(container.isPaused()).isTrue();
    }

    @Test
    void waitsUntilItHasLeftBeforeItJoinsAgain() throws Exception {
        consumers.leaveWhenDrained();
        RocketListenerContainer container = add("orders", true);
        container.start();
        var left = container.stopAsync().toCompletableFuture();
        Thread joiner = new Thread(container::start);
        joiner.start();

        assertThat(consumers.built()).hasSize(1);
        assertThat(left).isNotDone();
        consumers.of("orders-g").drained();
        joiner.join();

        assertThat(consumers.built()).hasSize(2);
        assertThat(container.isRunning()).isTrue();
    }

    @Test
    void sitsBetweenTheWebServerAndTheApplicationInTheLifecycle() {
        assertThat(registry.getPhase()).isEqualTo(Integer.MAX_VALUE - 100);
        assertThat(registry.isPauseable()).isTrue();
    }

    private static RocketListenerEndpoint endpoint(String id) {
        return RocketListenerEndpoint.builder(id)
                .group("shop")
                .topics("orders", "orders-eu")
                .tags("paid || refunded")
                .setting("concurrency", "4")
                .handle(String.class, text -> {});
    }

    private static Setups paid() {
        return Setups.inShop("paid").subscribe("orders", "paid");
    }

    private static Setups shipped() {
        return Setups.inShop("shipped").subscribe("orders", "shipped");
    }

    private static ConsumeResult taken(List<String> seen, String by) {
        seen.add(by);
        return ConsumeResult.consumed();
    }

    private RocketListenerContainer add(String id, boolean autoStartup) {
        return registry.add(Setups.of(id, autoStartup));
    }
}
