package io.github.rocketmq.rebalance.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One server in a JVM of its own, which may be stopped or killed and started again. */
final class ServerProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> command;
    private final Path output;
    private Process process;

    /**
     * Starts it.
     *
     * @param classPath of the release
     * @param home its {@code rocketmq.home.dir}
     * @param mainClass of the server
     * @param configuration its properties file
     */
    ServerProcess(String classPath, Path home, String mainClass, Path configuration) {
        command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-Drocketmq.home.dir=" + home,
                "-Duser.home=" + home));
        // Releases before 5.0 unmap their files through these packages.
        for (String opened : List.of("java.lang", "java.nio", "jdk.internal.ref", "sun.nio.ch")) {
            command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp",
                classPath + File.pathSeparator + ownClasses(),
                ServerMain.class.getName(),
                mainClass,
                "-c",
                configuration.toString()));
        output = Path.of(configuration + ".out");
        process = launch();
    }

    /** Ends it as a crash would. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it as an operator would: by SIGTERM where there is one. */
    void stop() {
        if (process.supportsNormalTermination()) {
            process.destroy();
            awaitEnd();
            return;
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitEnd();
    }

    void startAgain() {
        if (process.isAlive()) {
            throw new IllegalStateException("the child still runs; stop or kill it first");
        }
        process = launch();
    }

    /**
     * Refuses a server that ended by itself.
     *
     * @throws IllegalStateException with what it printed
     */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "the child ended with exit code " + process.exitValue() + "; it printed:\n" + printed());
        }
    }

    private String printed() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private Process launch() {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the child JVM did not start", e);
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

    /** The folder that {@link ServerMain} is in. */
    private static String ownClasses() {
        String resource = ServerMain.class.getName().replace('.', '/') + ".class";
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> Files.exists(Path.of(entry).resolve(resource)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no folder of the class path has " + resource));
    }
}
