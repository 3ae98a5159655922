package io.github.rocketmq.rebalance.test.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A name server and one broker in a container of Apache's image. With {@code @ServiceConnection} a Spring Boot application
 * finds it by itself.
 *
 * <p>A name server hands out the address that the broker gave it, so a port that Docker chooses would not be found. Here the
 * broker listens inside on the port that the host has outside, and advertises the host's address. The port is free when the
 * object is made, as seen from this machine; with a remote Docker host that is a guess.
 */
public class RocketMqContainer extends GenericContainer<RocketMqContainer> {

    /** Where the name server listens inside; {@link #getMappedPort(int)} says where outside. */
    public static final int NAME_SERVER_PORT = 9876;

    private static final DockerImageName IMAGE = DockerImageName.parse("apache/rocketmq");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int brokerPort;

    /** A container of an image such as {@code apache/rocketmq:5.3.3}. */
    public RocketMqContainer(String image) {
        this(DockerImageName.parse(image));
    }

    /** A container of an image that is, or is declared to be compatible with, {@code apache/rocketmq}. */
    @SuppressWarnings("this-escape") // GenericContainer is set up by its own methods
    public RocketMqContainer(DockerImageName image) {
        super(image);
        image.assertCompatibleWith(IMAGE);
        this.brokerPort = freePort();
        addExposedPort(NAME_SERVER_PORT);
        addFixedExposedPort(brokerPort, brokerPort);
        waitingFor(Wait.forLogMessage(".*The broker\\[.*boot success.*", 1).withStartupTimeout(PATIENCE));
    }

    /** {@code host:port} of the name server, once it is started. */
    public String nameServerAddress() {
        return getHost() + ":" + getMappedPort(NAME_SERVER_PORT);
    }

    /** {@code host:port} that the broker advertises. */
    public String brokerAddress() {
        return advertisedHost() + ":" + brokerPort;
    }

    @Override
    protected void configure() {
        // Apache's scripts ask for gigabytes and touch them all; what stands last wins.
        withEnv("JAVA_OPT_EXT", "-Xms256m -Xmx512m -Xmn128m -XX:-AlwaysPreTouch");
        withCommand("sh", "-c", script());
    }

    private String script() {
        String settings = String.join(
                "\\n",
                "brokerClusterName=DefaultCluster",
                "brokerName=broker-a",
                "brokerId=0",
                "brokerIP1=" + advertisedHost(),
                "listenPort=" + brokerPort,
                "autoCreateTopicEnable=true");
        return "printf '" + settings + "\\n' > /tmp/broker.conf"
                + " && (sh mqnamesrv &)"
                + " && exec sh mqbroker -n 127.0.0.1:" + NAME_SERVER_PORT + " -c /tmp/broker.conf";
    }

    // Brokers take this for an address of their own and do not look it up as clients do.
    private String advertisedHost() {
        return getHost().equals("localhost") ? "127.0.0.1" : getHost();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
