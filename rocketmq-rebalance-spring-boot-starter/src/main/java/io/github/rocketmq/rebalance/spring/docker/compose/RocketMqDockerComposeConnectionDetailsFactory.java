package io.github.rocketmq.rebalance.spring.docker.compose;

import io.github.rocketmq.rebalance.spring.autoconfigure.RocketMqConnectionDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/**
 * Tells the application where the name server of a Compose project listens: the service that runs an image called
 * {@code apache/rocketmq} or {@code rocketmq}, or carries the label {@code org.springframework.boot.service-connection} with
 * one of these names, and publishes port 9876.
 *
 * <p>Name server and broker are services of one image; those that do not publish the port are the others. The broker must
 * advertise an address that the application reaches, with {@code brokerIP1} and {@code listenPort}.
 */
final class RocketMqDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<RocketMqConnectionDetails> {

    private static final String[] CONNECTION_NAMES = {"apache/rocketmq", "rocketmq"};
    private static final int NAME_SERVER_PORT = 9876;

    RocketMqDockerComposeConnectionDetailsFactory() {
        super(CONNECTION_NAMES);
    }

    @Override
    protected @Nullable RocketMqConnectionDetails getDockerComposeConnectionDetails(
            DockerComposeConnectionSource source) {
        RunningService service = source.getRunningService();
        return publishesNameServer(service) ? new NameServerService(service) : null;
    }

    private static boolean publishesNameServer(RunningService service) {
        try {
            return service.ports().get(NAME_SERVER_PORT) > 0;
        } catch (IllegalStateException notPublished) {
            return false;
        }
    }

    /** The service as an address. */
    private static final class NameServerService extends DockerComposeConnectionDetails
            implements RocketMqConnectionDetails {

        private final List<String> nameServers;

        private NameServerService(RunningService service) {
            super(service);
            this.nameServers = List.of(service.host() + ":" + service.ports().get(NAME_SERVER_PORT));
        }

        @Override
        public List<String> nameServers() {
            return nameServers;
        }
    }
}
