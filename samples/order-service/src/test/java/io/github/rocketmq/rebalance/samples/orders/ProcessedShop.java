package io.github.rocketmq.rebalance.samples.orders;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample, processed ahead of time, in a JVM of its own and on a port of its own. */
final class ProcessedShop implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

    private final Process process;
    private final Path output;

    private ProcessedShop(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static ProcessedShop start(Path folder, String nameServer) throws IOException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dspring.aot.enabled=true",
                "-cp",
                classPath,
                OrderServiceApplication.class.getName(),
                "--server.port=0",
                "--sample.orders.every=200ms",
                "--rocketmq.name-server=" + nameServer);
        Path output = folder.resolve("shop.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ProcessedShop(process, output);
    }

    void awaitStart(Duration patience) {
        await().atMost(patience).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the processed sample ended:\n" + output());
            }
            return STARTED.matcher(output()).find();
        });
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    JsonNode get(String path) throws Exception {
        Matcher started = STARTED.matcher(output());
        if (!started.find()) {
            throw new IllegalStateException("the processed sample has no port yet");
        }
        URI uri = URI.create("http://localhost:" + started.group(1) + path);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return JsonMapper.shared().readTree(response.body());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(40, TimeUnit.SECONDS).join();
    }
}
