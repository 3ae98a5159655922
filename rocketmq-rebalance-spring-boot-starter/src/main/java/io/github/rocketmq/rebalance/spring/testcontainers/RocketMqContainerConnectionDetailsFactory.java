package io.github.rocketmq.rebalance.spring.testcontainers;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqConnectionDetails;
import java.util.List;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/**
 * Tells the application where the name server in a container with {@code @ServiceConnection} listens. The container must
 * expose port 9876; its name is by default that of its image.
 *
 * <p>The name server hands out the addresses that the brokers gave it, and no mapped ports: see
 * {@code RocketMqContainer} of the test module for a container whose broker is reached from outside.
 */
final class RocketMqContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, RocketMqConnectionDetails> {

    private static final List<String> CONNECTION_NAMES = List.of("apache/rocketmq", "rocketmq");
    private static final int NAME_SERVER_PORT = 9876;

    RocketMqContainerConnectionDetailsFactory() {
        super(CONNECTION_NAMES);
    }

    @Override
    protected RocketMqConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
        return new NameServerContainer(source);
    }

    /** The container as an address; asks it only when the application wants to connect. */
    private static final class NameServerContainer extends ContainerConnectionDetails<Container<?>>
            implements RocketMqConnectionDetails {

        private NameServerContainer(ContainerConnectionSource<Container<?>> source) {
            super(source);
        }

        @Override
        public List<String> nameServers() {
            Container<?> container = getContainer();
            if (!container.getExposedPorts().contains(NAME_SERVER_PORT)) {
                throw new IllegalStateException("The container " + container.getDockerImageName()
                        + " with @ServiceConnection exposes the ports " + container.getExposedPorts()
                        + ", but RocketMQ's name server is expected at " + NAME_SERVER_PORT
                        + ". Add withExposedPorts(" + NAME_SERVER_PORT + ").");
            }
            return List.of(container.getHost() + ":" + container.getMappedPort(NAME_SERVER_PORT));
        }
    }
}
