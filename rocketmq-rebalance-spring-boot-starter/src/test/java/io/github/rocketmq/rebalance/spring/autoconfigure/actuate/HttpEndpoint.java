package io.github.rocketmq.rebalance.spring.autoconfigure.actuate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the actuator of a running application. */
public final class HttpEndpoint {

    private final String base;
    private final HttpClient client = HttpClient.newHttpClient();

    public HttpEndpoint(ApplicationContext context) {
        this.base =
                "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port") + "/actuator/";
    }

    /**
     * An answer.
     *
     * @param body missing if it is empty
     */
    public record Answer(int status, JsonNode body) {

        public String text(String path) {
            return body.at(path).asString("");
        }
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).GET());
    }

    public Answer post(String path, String json) {
        return send(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    JsonMapper.shared().readTree(response.body().isEmpty() ? "{}" : response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
