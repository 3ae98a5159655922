package io.github.rocketmq.rebalance.spring.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqAutoConfiguration;
import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqConnectionDetails;
import io.github.rocketmq.rebalance.test.containers.RocketMqContainer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsNotFoundException;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.testcontainers.containers.GenericContainer;

class RocketMqServiceConnectionTests {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    JacksonAutoConfiguration.class,
                    RocketMqAutoConfiguration.class,
                    ServiceConnectionAutoConfiguration.class))
            .withPropertyValues("rocketmq.name-server=of.the.properties:9876");

    @Test
    void theReadyMadeContainerNeedsNoName() {
        runner.withUserConfiguration(ReadyMade.class).run(context -> assertThat(
                        context.getBean(RocketMqConnectionDetails.class).nameServers())
                .containsExactly("docker.example:32768"));
    }

    @Test
    void aContainerOfSomethingElseIsNotTakenForRocketMq() {
        runner.withUserConfiguration(SomethingElse.class).run(context -> assertThat(context.getStartupFailure())
                .isInstanceOf(ConnectionDetailsNotFoundException.class));
    }

    @Test
    void aContainerOfApachesImageReplacesTheProperty() {
        runner.withUserConfiguration(ApachesImage.class).run(context -> assertThat(
                        context.getBean(RocketMqConnectionDetails.class).nameServers())
                .containsExactly("docker.example:32768"));
    }

    @Test
    void aContainerThatDoesNotExposeTheNameServerSaysWhatIsMissing() {
        runner.withUserConfiguration(BrokerOnly.class).run(context -> assertThatIllegalStateException()
                .isThrownBy(
                        () -> context.getBean(RocketMqConnectionDetails.class).nameServers())
                .withMessage("The container apache/rocketmq:5.3.3 with @ServiceConnection exposes the ports"
                        + " [10911], but RocketMQ's name server is expected at 9876. Add"
                        + " withExposedPorts(9876)."));
    }

    @Configuration(proxyBeanMethods = false)
    static class ReadyMade {

        @Bean
        @ServiceConnection
        RocketMqContainer rocketMq() {
            return new StartedReadyMade();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SomethingElse {

        @Bean
        @ServiceConnection
        StartedContainer rocketMq() {
            return new StartedContainer(9876);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ApachesImage {

        @Bean
        @ServiceConnection(name = "apache/rocketmq")
        StartedContainer rocketMq() {
            return new StartedContainer(9876);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BrokerOnly {

        @Bean
        @ServiceConnection(name = "rocketmq")
        StartedContainer rocketMq() {
            return new StartedContainer(10911);
        }
    }

    /** A container that needs no Docker: it says that it runs. */
    static final class StartedContainer extends GenericContainer<StartedContainer> {

        StartedContainer(int exposed) {
            super("apache/rocketmq:5.3.3");
            addExposedPort(exposed);
        }

        @Override
        public void start() {
            // Nothing to start.
        }

        @Override
        public String getDockerImageName() {
            return "apache/rocketmq:5.3.3";
        }

        @Override
        public String getHost() {
            return "docker.example";
        }

        @Override
        public Integer getMappedPort(int originalPort) {
            return 32768;
        }
    }

    /** The same of the test module's container. */
    static final class StartedReadyMade extends RocketMqContainer {

        StartedReadyMade() {
            super("apache/rocketmq:5.3.3");
        }

        @Override
        public void start() {
            // Nothing to start.
        }

        @Override
        public String getHost() {
            return "docker.example";
        }

        @Override
        public Integer getMappedPort(int originalPort) {
            return 32768;
        }
    }
}
