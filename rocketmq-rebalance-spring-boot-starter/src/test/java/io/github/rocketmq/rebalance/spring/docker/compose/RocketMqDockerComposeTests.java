package io.github.rocketmq.rebalance.spring.docker.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqConnectionDetails;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

class RocketMqDockerComposeTests {

    private static final String LABEL = "org.springframework.boot.service-connection";

    @Test
    void theServiceWithTheNameServersPortIsTheNameServer() {
        Service nameServer = new Service("apache/rocketmq:5.3.3", Map.of(9876, 19876), Map.of());

        assertThat(nameServers(nameServer)).contains(List.of("127.0.0.1:19876"));
    }

    @Test
    void theBrokerOfTheSameImageIsNotTheNameServer() {
        Service broker = new Service("apache/rocketmq:5.3.3", Map.of(10911, 10911), Map.of());

        assertThat(nameServers(broker)).isEmpty();
    }

    @Test
    void aServiceOfAnotherImageMaySayByALabelThatItIsRocketMq() {
        Map<Integer, Integer> ports = Map.of(9876, 9876);

        assertThat(nameServers(new Service("registry.example/mq:1", ports, Map.of())))
                .isEmpty();
        assertThat(nameServers(new Service("registry.example/mq:1", ports, Map.of(LABEL, "apache/rocketmq"))))
                .contains(List.of("127.0.0.1:9876"));
        assertThat(nameServers(new Service("registry.example/mq:1", ports, Map.of(LABEL, "rocketmq"))))
                .contains(List.of("127.0.0.1:9876"));
    }

    /** By way of spring.factories, as Spring Boot does when a project is up. */
    private static Optional<List<String>> nameServers(RunningService service) {
        return Optional.ofNullable(new ConnectionDetailsFactories(RocketMqDockerComposeTests.class.getClassLoader())
                        .getConnectionDetails(source(service), false)
                        .get(RocketMqConnectionDetails.class))
                .map(details -> ((RocketMqConnectionDetails) details).nameServers());
    }

    // Only Spring Boot makes sources, when it has asked Docker.
    private static DockerComposeConnectionSource source(RunningService service) {
        try {
            Constructor<DockerComposeConnectionSource> constructor =
                    DockerComposeConnectionSource.class.getDeclaredConstructor(RunningService.class, Environment.class);
            constructor.setAccessible(true);
            return constructor.newInstance(service, new MockEnvironment());
        } catch (ReflectiveOperationException changed) {
            throw new LinkageError("Spring Boot makes its sources in another way now", changed);
        }
    }

    private record Service(String written, Map<Integer, Integer> published, Map<String, String> labels)
            implements RunningService {

        @Override
        public String name() {
            return "rocketmq";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of(written);
        }

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public Map<String, String> env() {
            return Map.of();
        }

        @Override
        public ConnectionPorts ports() {
            return new ConnectionPorts() {
                @Override
                public int get(int containerPort) {
                    Integer port = published.get(containerPort);
                    if (port == null) {
                        throw new IllegalStateException("No host port mapping found for " + containerPort);
                    }
                    return port;
                }

                @Override
                public List<Integer> getAll() {
                    return List.copyOf(published.values());
                }

                @Override
                public List<Integer> getAll(@Nullable String protocol) {
                    return getAll();
                }
            };
        }
    }
}
