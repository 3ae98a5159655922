package io.github.rocketmq.rebalance.spring.autoconfigure.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.api.ClientEvents;
import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.api.Producer;
import io.github.rocketmq.rebalance.spring.api.ListenerIdentity;
import io.github.rocketmq.rebalance.spring.api.ListenerObserver;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.Setups;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import io.github.rocketmq.rebalance.spring.listener.RocketListenerRegistry;
import io.github.rocketmq.rebalance.spring.observation.BatchLinks;
import io.github.rocketmq.rebalance.spring.observation.ObservedListeners;
import io.github.rocketmq.rebalance.spring.observation.ObservedProducer;
import io.github.rocketmq.rebalance.spring.observation.RocketListenerObservationConvention;
import io.github.rocketmq.rebalance.spring.observation.V144RocketListenerObservationConvention;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RocketMqMetricsAutoConfigurationTests {

    private final FakeConsumers consumers = new FakeConsumers();

    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    RocketMqAutoConfiguration.class,
                    RocketMqMetricsAutoConfiguration.class,
                    RocketMqObservationAutoConfiguration.class,
                    RocketMqTracingAutoConfiguration.class))
            .withBean(FakeConsumers.class, () -> consumers)
            .withPropertyValues("rocketmq.name-server=127.0.0.1:1", "rocketmq.metrics.lag-interval=50ms");

    private final ApplicationContextRunner context = bare.withConfiguration(AutoConfigurations.of(
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class,
            ObservationAutoConfiguration.class));

    @Test
    void withoutRegistriesNothingIsMetered() {
        bare.run(started -> assertThat(started)
                .hasNotFailed()
                .doesNotHaveBean(ClientEvents.class)
                .doesNotHaveBean(ListenerObserver.class)
                .doesNotHaveBean(ConsumerGauges.class));
    }

    @Test
    void withoutMicrometerTheApplicationStarts() {
        bare.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(started -> assertThat(started).hasNotFailed().hasSingleBean(RocketListenerRegistry.class));
    }

    @Test
    void withoutTracingTheApplicationIsMetered() {
        context.withClassLoader(new FilteredClassLoader(Tracer.class)).run(started -> assertThat(started)
                .hasNotFailed()
                .hasSingleBean(ClientMeters.class)
                .doesNotHaveBean("rocketMqBatchLinks"));
    }

    @Test
    void withRegistriesListenersAndProducersAreMeteredAndObserved() {
        context.run(started -> {
            assertThat(started)
                    .hasSingleBean(ClientMeters.class)
                    .hasSingleBean(ObservedListeners.class)
                    .doesNotHaveBean(BatchLinks.class);
            assertThat(started.getBean(Producer.class)).isInstanceOf(ObservedProducer.class);
        });
    }

    @Test
    void observationsCanBeSwitchedOffAlone() {
        context.withPropertyValues("rocketmq.observation.enabled=false").run(started -> {
            assertThat(started).hasSingleBean(ClientMeters.class).doesNotHaveBean(ListenerObserver.class);
            assertThat(started.getBean(Producer.class)).isNotInstanceOf(ObservedProducer.class);
        });
    }

    @Test
    void listenersRegisteredLaterGetTheirGauges() {
        context.run(started -> {
            MeterRegistry meters = started.getBean(MeterRegistry.class);
            assertThat(meters.find("rocketmq.consumer.queues.assigned").gauge()).isNull();

            started.getBean(RocketListenerRegistry.class).add(Setups.of("orders", true));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> meters.find("rocketmq.consumer.queues.assigned")
                                    .tag("messaging.consumer.group.name", "orders-g")
                                    .gauge()
                            != null);
        });
    }

    @Test
    void bootsOwnSwitchTurnsTheMetersOff() {
        context.withPropertyValues("management.metrics.enable.rocketmq=false").run(started -> {
            started.getBean(RocketListenerRegistry.class).add(Setups.of("orders", true));
            started.getBean(ConsumerGauges.class).refresh();
            started.getBean(ClientMeters.class).connectionOpened("10.0.0.1", 10911, false);

            assertThat(started.getBean(MeterRegistry.class).getMeters())
                    .extracting(meter -> meter.getId().getName())
                    .noneMatch(name -> name.startsWith("rocketmq."));
        });
    }

    @Test
    void bootsOwnSwitchTurnsTheObservationOfListenersOff() {
        context.withPropertyValues("management.observations.enable.messaging.process=false")
                .run(started -> {
                    call(started.getBean(ListenerObserver.class));
                    assertThat(started.getBean(MeterRegistry.class)
                                    .find("messaging.process.duration")
                                    .timer())
                            .isNull();
                });
        context.run(started -> {
            call(started.getBean(ListenerObserver.class));
            assertThat(started.getBean(MeterRegistry.class)
                            .get("messaging.process.duration")
                            .timer()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void aConventionOfTheApplicationIsUsed() {
        context.withBean(RocketListenerObservationConvention.class, V144RocketListenerObservationConvention::new)
                .run(started -> {
                    call(started.getBean(ListenerObserver.class));
                    assertThat(started.getBean(MeterRegistry.class)
                                    .get("messaging.process.duration")
                                    .timer()
                                    .getId()
                                    .getTag("messaging.system"))
                            .isEqualTo("rocketmq");
                });
    }

    @Test
    void anIntervalThatWouldKeepAThreadBusyIsRefusedAtStart() {
        context.withPropertyValues("rocketmq.metrics.lag-interval=1ms").run(started -> assertThat(started)
                .getFailure()
                .rootCause()
                .isInstanceOf(RocketMqConfigurationException.class)
                .hasMessageContaining("rocketmq.metrics.lag-interval is 1ms"));
    }

    @Test
    void aRegistryOfTheApplicationIsEnough() {
        bare.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(ObservationRegistry.class, ObservationRegistry::create)
                .run(started ->
                        assertThat(started).hasSingleBean(ClientMeters.class).hasSingleBean(ObservedListeners.class));
    }

    private static void call(ListenerObserver observer) {
        observer.begin(
                        new ListenerIdentity("orders", "Orders.on"),
                        "orders-g",
                        List.of(StoredMessage.of("hello")),
                        false)
                .end(List.of(ConsumeResult.consumed()), null);
    }
}
