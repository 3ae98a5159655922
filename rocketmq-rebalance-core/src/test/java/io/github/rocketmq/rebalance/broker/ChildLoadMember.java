package io.github.rocketmq.rebalance.broker;

import static org.awaitility.Awaitility.await;

import io.github.rocketmq.rebalance.model.MessageQueue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A member of ours in a JVM of its own, which may be killed or stopped for a while. */
final class ChildLoadMember implements LoadMember, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final List<String> command;
    private final DeliveryLog log;
    private final Set<MessageQueue> assignment = ConcurrentHashMap.newKeySet();
    private final CountDownLatch joined = new CountDownLatch(1);
    private final CountDownLatch readToTheEnd = new CountDownLatch(1);
    private @Nullable Process process;

    ChildLoadMember(String name, String nameServers, String group, String topic, DeliveryLog log) {
        this.name = name;
        this.log = log;
        command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoadMain.class.getName(),
                nameServers,
                group,
                topic);
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns when the child has joined. */
    @Override
    public void start() {
        Process started;
        try {
            started = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the child JVM did not start", e);
        }
        process = started;
        Thread reader = new Thread(() -> read(started.inputReader(StandardCharsets.UTF_8)), "reader of " + name);
        reader.setDaemon(true);
        reader.start();
        awaitLatch(joined, "the child to join");
    }

    @Override
    public Set<MessageQueue> assignment() {
        return Set.copyOf(assignment);
    }

    @Override
    public void leave() {
        try {
            running().getOutputStream().write('\n');
            running().getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitLatch(readToTheEnd, "the child to leave");
    }

    /** {@code kill -9}; returns when all is read that it printed before. */
    void kill() {
        running().destroyForcibly();
        awaitLatch(readToTheEnd, "the end of the child");
        log.killed(name, System.nanoTime());
        assignment.clear();
    }

    /** {@code kill -STOP}: it does nothing, until {@link #resume()}, and nobody is told. */
    void suspend() {
        signal("-STOP");
    }

    /** {@code kill -CONT}. */
    void resume() {
        signal("-CONT");
    }

    /** Leaves no child behind. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder(
                            "kill", signal, Long.toString(running().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + signal + " ended with exit code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the child of member '" + name + "' does not run");
        }
        return process;
    }

    private void read(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                heard(line.split(" ", -1));
            }
        } catch (IOException e) {
            // It was killed in the middle of a line.
        } finally {
            readToTheEnd.countDown();
        }
    }

    private void heard(String[] words) {
        switch (words[0]) {
            case LoadMain.JOINED -> joined.countDown();
            case LoadMain.ASSIGNED -> assignment.add(queue(words));
            case LoadMain.REVOKED -> assignment.remove(queue(words));
            case LoadMain.STARTED ->
                log.started(
                        name,
                        Long.parseLong(words[2]),
                        queue(words),
                        Long.parseLong(words[6]),
                        Integer.parseInt(words[7]),
                        Long.parseLong(words[1]));
            case LoadMain.ENDED -> log.ended(name, Long.parseLong(words[2]), Long.parseLong(words[1]));
            default -> throw new IllegalStateException("a child said '" + String.join(" ", words) + "'");
        }
    }

    private static MessageQueue queue(String[] words) {
        return new MessageQueue(words[3], words[4], Integer.parseInt(words[5]));
    }

    private static void awaitLatch(CountDownLatch latch, String what) {
        await(what).atMost(PATIENCE).until(() -> latch.await(1, TimeUnit.SECONDS));
    }
}
