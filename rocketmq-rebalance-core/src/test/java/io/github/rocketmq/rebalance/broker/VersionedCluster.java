package io.github.rocketmq.rebalance.broker;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A name server and brokers of any release since 4.9, each in a JVM of its own with the class path of that release; of the
 * embedded release if none is named.
 */
final class VersionedCluster implements TestCluster, KillableCluster {

    /** What goes wrong goes to the standard output, which is shown if a server ends by itself. */
    private static final String LOGGING = "<configuration>"
            + "<appender name='out' class='ch.qos.logback.core.ConsoleAppender'>"
            + "<encoder><pattern>%d %p %logger - %m%n</pattern></encoder></appender>"
            + "<root level='WARN'><appender-ref ref='out'/></root></configuration>";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path home;
    private final String classPath;
    private final String nameServerAddress;
    private final ServerProcess nameServer;
    private final Map<String, String> brokerAddresses = new LinkedHashMap<>();
    private final Map<String, ServerProcess> brokers = new LinkedHashMap<>();
    private final ClusterAdmin admin;
    private boolean closed;

    /** Starts a name server and this many brokers; takes about 15 s, because brokers register that late. */
    VersionedCluster(int brokerCount) {
        try {
            home = Files.createTempDirectory("rocketmq-versioned-");
            String ofAnotherRelease = System.getProperty("broker.classpath");
            classPath = ofAnotherRelease == null
                    ? System.getProperty("java.class.path")
                    : Files.readString(Path.of(ofAnotherRelease)).trim();
            // Else Apache's administration client writes files to the home folder.
            System.setProperty("rmq.logback.configurationFile", "rocketmq-embedded.logback.xml");
            writeLogging();
            int port = FreePorts.one();
            nameServerAddress = "127.0.0.1:" + port;
            nameServer = server("namesrv", "org.apache.rocketmq.namesrv.NamesrvStartup", Map.of("listenPort", port));
            for (int i = 0; i < brokerCount; i++) {
                startNewBroker("broker-" + (char) ('a' + i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        admin = new ClusterAdmin(nameServerAddress);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close " + home));
        awaitBrokers(brokers.keySet());
    }

    private void startNewBroker(String name) throws IOException {
        int port = FreePorts.forBroker();
        Path files = home.resolve(name);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("brokerClusterName", "DefaultCluster");
        settings.put("brokerName", name);
        settings.put("brokerId", 0);
        settings.put("brokerIP1", "127.0.0.1");
        settings.put("brokerIP2", "127.0.0.1");
        settings.put("listenPort", port);
        settings.put("namesrvAddr", nameServerAddress);
        settings.put("enablePropertyFilter", true);
        settings.put("storePathRootDir", files);
        settings.put("storePathCommitLog", files.resolve("commitlog"));
        settings.put("mappedFileSizeCommitLog", 16 * 1024 * 1024);
        settings.put("mappedFileSizeConsumeQueue", 20 * 50_000);
        settings.put("maxIndexNum", 20_000);
        settings.put("maxHashSlotNum", 5_000);
        settings.put("diskMaxUsedSpaceRatio", 98);
        // A broker refuses what waits longer than 200 ms, which a loaded machine takes now and then.
        settings.put("waitTimeMillsInSendQueue", 5000);
        // Popping needs it.
        settings.put("timerWheelEnable", true);
        brokerAddresses.put(name, "127.0.0.1:" + port);
        brokers.put(name, server(name, "org.apache.rocketmq.broker.BrokerStartup", settings));
    }

    private ServerProcess server(String name, String mainClass, Map<String, ?> settings) throws IOException {
        Path file = home.resolve(name + ".conf");
        Files.writeString(
                file,
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + "=" + setting.getValue() + "\n")
                        .collect(Collectors.joining()));
        return new ServerProcess(classPath, home, mainClass, file);
    }

    /** Releases before 5.0 do not start without these files. */
    private void writeLogging() throws IOException {
        Path folder = Files.createDirectories(home.resolve("conf"));
        for (String server : List.of("namesrv", "broker")) {
            Files.writeString(folder.resolve("logback_" + server + ".xml"), LOGGING);
        }
    }

    private void awaitBrokers(Set<String> names) {
        await("registration of " + names).atMost(PATIENCE).until(() -> {
            nameServer.requireAlive();
            names.forEach(name -> process(name).requireAlive());
            return admin.brokers().containsAll(names);
        });
    }

    @Override
    public String nameServerAddress() {
        return nameServerAddress;
    }

    @Override
    public List<String> brokerNames() {
        return List.copyOf(brokers.keySet());
    }

    @Override
    public String brokerAddress(String brokerName) {
        process(brokerName);
        return brokerAddresses.getOrDefault(brokerName, "");
    }

    @Override
    public void createTopic(String topic, int queuesPerBroker) {
        brokerAddresses.values().forEach(address -> admin.createTopic(address, topic, queuesPerBroker));
        await("registration of topic '" + topic + "'").atMost(PATIENCE).until(() -> admin.brokersOf(topic)
                .equals(brokers.keySet()));
    }

    @Override
    public long committedOffset(String group, String topic, String brokerName, int queueId) {
        return admin.committedOffset(brokerAddress(brokerName), group, topic, queueId);
    }

    @Override
    public long maxOffset(String topic, String brokerName, int queueId) {
        return admin.maxOffset(brokerAddress(brokerName), brokerName, topic, queueId);
    }

    @Override
    public List<String> consumerIds(String group, String brokerName) {
        return admin.consumerIds(brokerAddress(brokerName), group);
    }

    @Override
    public void stopBroker(String brokerName) {
        process(brokerName).stop();
        await(brokerName + " to be unknown").atMost(PATIENCE).until(() -> !admin.brokers()
                .contains(brokerName));
    }

    @Override
    public void startBroker(String brokerName) {
        process(brokerName).startAgain();
        awaitBrokers(Set.of(brokerName));
    }

    @Override
    public void kill() {
        servers().forEach(ServerProcess::kill);
    }

    @Override
    public void startAgain() {
        servers().forEach(ServerProcess::startAgain);
        awaitBrokers(brokers.keySet());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        admin.close();
        kill();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<ServerProcess> servers() {
        return Stream.concat(Stream.of(nameServer), brokers.values().stream());
    }

    private ServerProcess process(String brokerName) {
        ServerProcess broker = brokers.get(brokerName);
        if (broker == null) {
            throw new IllegalArgumentException(
                    "this cluster has no broker '" + brokerName + "', only " + brokers.keySet());
        }
        return broker;
    }
}
