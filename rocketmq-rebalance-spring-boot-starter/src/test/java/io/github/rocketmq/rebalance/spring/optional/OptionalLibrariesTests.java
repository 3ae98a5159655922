package io.github.rocketmq.rebalance.spring.optional;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.api.ConsumerState;
import io.github.rocketmq.rebalance.spring.annotation.RocketMessageListener;
import io.github.rocketmq.rebalance.spring.fixture.FakeConsumers;
import io.github.rocketmq.rebalance.spring.fixture.FakePushConsumer;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Whatever optional library an application does without, its listeners work, and what needs the library is absent. */
class OptionalLibrariesTests {

    private static final String SPRING = "io.github.rocketmq.rebalance.spring.";

    private static final List<Library> LIBRARIES = List.of(
            new Library("health", List.of("org.springframework.boot.health"), List.of("autoconfigure.health")),
            new Library(
                    "actuator",
                    List.of("org.springframework.boot.actuate", "org.springframework.boot.health"),
                    List.of("autoconfigure.actuate", "autoconfigure.health")),
            new Library(
                    "micrometer-core",
                    List.of("io.micrometer.core", "org.springframework.boot.micrometer.metrics"),
                    List.of("autoconfigure.metrics")),
            new Library(
                    "micrometer-observation",
                    List.of(
                            "io.micrometer.observation",
                            "io.micrometer.tracing",
                            "org.springframework.boot.micrometer.observation"),
                    List.of("observation")),
            new Library(
                    "micrometer-tracing",
                    List.of("io.micrometer.tracing", "org.springframework.boot.micrometer.tracing"),
                    List.of()),
            new Library(
                    "micrometer",
                    List.of("io.micrometer", "org.springframework.boot.micrometer"),
                    List.of("autoconfigure.metrics", "observation")),
            new Library("validation", List.of("jakarta.validation", "org.hibernate.validator"), List.of()),
            new Library("reactor", List.of("reactor", "org.reactivestreams"), List.of()),
            new Library("kotlin", List.of("kotlin", "kotlinx"), List.of()),
            new Library(
                    "testcontainers",
                    List.of("org.testcontainers", "org.springframework.boot.testcontainers"),
                    List.of("testcontainers")),
            new Library(
                    "docker-compose", List.of("org.springframework.boot.docker.compose"), List.of("docker.compose")));

    /**
     * A library that an application may do without.
     *
     * @param packages the library's
     * @param ours below {@link #SPRING}, which may have beans only with the library
     */
    private record Library(String name, List<String> packages, List<String> ours) {

        boolean isNeededFor(String packageName) {
            return ours.stream().map(SPRING::concat).anyMatch(packageName::startsWith);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
            .withConfiguration(AutoConfigurations.of(ours()))
            .withBean(FakeConsumers.class)
            .withBean(Orders.class);

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void listenersWorkWithout(Library library) {
        runner.withClassLoader(new FilteredClassLoader(library.packages().toArray(String[]::new)))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    FakePushConsumer consumer =
                            context.getBean(FakeConsumers.class).of("orders-g");
                    assertThat(consumer.state()).isEqualTo(ConsumerState.RUNNING);
                    consumer.listener().onMessage(StoredMessage.of("{\"id\":17}"));
                    assertThat(context.getBean(Orders.class).seen).containsExactly(new Order(17));
                    assertThat(beanPackages(context.getBeanFactory())).noneMatch(library::isNeededFor);
                });
    }

    @Test
    void listenersWorkWithoutAnyOfThem() {
        String[] all = LIBRARIES.stream()
                .flatMap(library -> library.packages().stream())
                .toArray(String[]::new);
        runner.withClassLoader(new FilteredClassLoader(all)).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(FakeConsumers.class).of("orders-g").state())
                    .isEqualTo(ConsumerState.RUNNING);
        });
    }

    @Test
    void withoutSpringBootsJacksonListenersReadJsonAsJacksonDoesByDefault() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ours()))
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.jackson"))
                .withBean(FakeConsumers.class)
                .withBean(Orders.class)
                .run(context -> {
                    FakePushConsumer consumer =
                            context.getBean(FakeConsumers.class).of("orders-g");
                    consumer.listener().onMessage(StoredMessage.of("{\"id\":17}"));
                    assertThat(context.getBean(Orders.class).seen).containsExactly(new Order(17));
                });
    }

    @Test
    void withAllOfThemHealthIsThere() {
        runner.run(context -> assertThat(beanPackages(context.getBeanFactory()))
                .contains(SPRING + "autoconfigure.health", SPRING + "listener"));
    }

    /** Every auto-configuration that the starter registers. */
    private static Class<?>[] ours() {
        return Stream.of(ImportCandidates.load(AutoConfiguration.class, OptionalLibrariesTests.class.getClassLoader()))
                .flatMap(candidates -> candidates.getCandidates().stream())
                .filter(name -> name.startsWith(SPRING))
                .map(OptionalLibrariesTests::load)
                .toArray(Class<?>[]::new);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, OptionalLibrariesTests.class.getClassLoader());
        } catch (ClassNotFoundException wrong) {
            throw new AssertionError("META-INF/spring/...AutoConfiguration.imports names " + name, wrong);
        }
    }

    private static List<String> beanPackages(ConfigurableListableBeanFactory beans) {
        return Arrays.stream(beans.getBeanDefinitionNames())
                .map(name -> beans.getType(name, false))
                .filter(type -> type != null)
                .map(Class::getPackageName)
                .distinct()
                .toList();
    }

    record Order(long id) {}

    static class Orders {

        final Queue<Order> seen = new ConcurrentLinkedQueue<>();

        @RocketMessageListener(id = "orders", topic = "orders", consumerGroup = "orders-g")
        void on(Order order) {
            seen.add(order);
        }
    }
}
