package io.github.rocketmq.rebalance.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The same cluster in a JVM of its own, which a test may kill and start again on the same ports and files. The child ends
 * by itself when this JVM does.
 */
public final class ChildRocketMq implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClusterSettings settings;
    private final Map<String, Integer> topics;
    private final Map<String, String> systemProperties;
    private Process process;

    private ChildRocketMq(ClusterSettings settings, Map<String, Integer> topics, Map<String, String> systemProperties) {
        this.settings = settings;
        this.topics = Map.copyOf(topics);
        this.systemProperties = Map.copyOf(systemProperties);
        this.process = launch();
    }

    /**
     * Starts a cluster in a child JVM.
     *
     * @param builder what it is made of; its home folder is not used
     * @param topics topics to create, with queues per broker
     */
    public static ChildRocketMq start(EmbeddedRocketMq.Builder builder, Map<String, Integer> topics) {
        return start(builder, topics, Map.of());
    }

    /**
     * Starts a cluster in a child JVM with system properties of its own, by which Apache's servers choose for example TLS.
     *
     * @param builder what it is made of; its home folder is not used
     * @param topics topics to create, with queues per broker
     * @param systemProperties of the child
     */
    public static ChildRocketMq start(
            EmbeddedRocketMq.Builder builder, Map<String, Integer> topics, Map<String, String> systemProperties) {
        return new ChildRocketMq(builder.settings(Folders.temporary()), topics, systemProperties);
    }

    /** {@code host:port} of the name server. */
    public String nameServerAddress() {
        return settings.nameServerAddress();
    }

    /** Ends the child as a crash would: nothing is flushed, nobody is told. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends the child as an operator would. */
    public void stop() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
    }

    /** Starts the child again on the same ports and files. */
    public void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("the child still runs; stop or kill it first");
        }
        process = launch();
    }

    @Override
    public void close() {
        kill();
        Folders.delete(settings.home());
    }

    private Process launch() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx512m");
        systemProperties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ChildMain.class.getName());
        command.addAll(ChildMain.arguments(settings, topics));
        try {
            Process launched = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            awaitReady(launched);
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException("the child JVM did not start", e);
        }
    }

    private static void awaitReady(Process launched) {
        BufferedReader out = launched.inputReader(StandardCharsets.UTF_8);
        CompletableFuture<String> ready = CompletableFuture.supplyAsync(
                () -> out.lines().filter(ChildMain.READY::equals).findFirst().orElse("ended before it was ready"));
        String line = ready.completeOnTimeout(
                        "was not ready within " + PATIENCE.toSeconds() + " s",
                        PATIENCE.toMillis(),
                        TimeUnit.MILLISECONDS)
                .join();
        if (!line.equals(ChildMain.READY)) {
            launched.destroyForcibly();
            throw new IllegalStateException("the child JVM with the embedded cluster " + line
                    + "; what it printed is on this JVM's standard error");
        }
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static String topicText(Map<String, Integer> topics) {
        return topics.entrySet().stream()
                .map(topic -> topic.getKey() + "=" + topic.getValue())
                .collect(Collectors.joining(","));
    }
}
