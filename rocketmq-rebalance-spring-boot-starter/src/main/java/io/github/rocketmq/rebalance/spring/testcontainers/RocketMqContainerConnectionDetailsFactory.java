package io.github.rocketmq.rebalance.spring.testcontainers;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqConnectionDetails;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.ClassUtils;
import org.testcontainers.containers.Container;

/**
 * Tells the application where the name server in a container with {@code @ServiceConnection} listens: a container that is
 * called {@code apache/rocketmq} or {@code rocketmq}, by its image or by the annotation, and exposes port 9876, or a
 * {@code RocketMqContainer} of the test module.
 *
 * <p>The name server hands out the addresses that the brokers gave it, and no mapped ports; that of a
 * {@code RocketMqContainer} is reached from outside.
 */
final class RocketMqContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<Container<?>, RocketMqConnectionDetails> {

    private static final List<String> CONNECTION_NAMES = List.of("apache/rocketmq", "rocketmq");
    private static final String READY_MADE_NAME = "io.github.rocketmq.rebalance.test.containers.RocketMqContainer";
    private static final Optional<Class<?>> READY_MADE = readyMade();
    private static final int NAME_SERVER_PORT = 9876;

    RocketMqContainerConnectionDetailsFactory() {
        super(CONNECTION_NAMES);
    }

    /** Of a bean only the type is known before it starts. */
    @Override
    protected boolean sourceAccepts(
            ContainerConnectionSource<Container<?>> source, Class<?> containerType, Class<?> detailsType) {
        return super.sourceAccepts(source, containerType, detailsType)
                || (READY_MADE.isPresent() && source.accepts(ANY_CONNECTION_NAME, READY_MADE.get(), detailsType));
    }

    private static Optional<Class<?>> readyMade() {
        try {
            ClassLoader classLoader = RocketMqContainerConnectionDetailsFactory.class.getClassLoader();
            return Optional.of(ClassUtils.forName(READY_MADE_NAME, classLoader));
        } catch (ClassNotFoundException withoutTestModule) {
            return Optional.empty();
        }
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
