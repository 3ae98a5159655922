package io.github.rocketmq.rebalance.spring.invocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.rocketmq.rebalance.api.ConsumeResult;
import io.github.rocketmq.rebalance.model.Message;
import io.github.rocketmq.rebalance.spring.api.RocketHeaders;
import io.github.rocketmq.rebalance.spring.api.RocketListener;
import io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException;
import io.github.rocketmq.rebalance.spring.fixture.StoredMessage;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

@ExtendWith(OutputCaptureExtension.class)
class ListenerArgumentsTests {

    private final Handlers handlers = new Handlers();
    private final Calls calls = new Calls();

    interface Strict {}

    record Order(@Positive int id, @NotBlank String buyer, @NotBlank(groups = Strict.class) @Nullable String note) {}

    static class Handlers {

        final List<@Nullable Object> seen = new ArrayList<>();

        void headers(
                @Header(RocketHeaders.TAGS) String tag,
                @Header("amount") int amount,
                @Header(name = "tenant", required = false) @Nullable String tenant,
                @Header(name = "region", defaultValue = "eu") String region,
                @Header(RocketHeaders.DELIVERY_ATTEMPT) int attempt,
                @Header("missing") Optional<String> missing) {
            seen.addAll(java.util.Arrays.asList(tag, amount, tenant, region, attempt, missing));
        }

        void allHeaders(@Headers Map<String, Object> all, MessageHeaders same, @Payload String text) {
            seen.add(all.get(RocketHeaders.QUEUE_OFFSET));
            seen.add(same.get(RocketHeaders.BROKER_NAME));
            seen.add(text);
        }

        void origin(
                @Header(RocketHeaders.ORIGIN_TOPIC) String topic, @Header(RocketHeaders.ORIGIN_MESSAGE_ID) String id) {
            seen.add(topic + " " + id);
        }

        void wildcards(org.springframework.messaging.Message<?> any) {
            seen.add(new String((byte[]) any.getPayload(), StandardCharsets.UTF_8));
        }

        void bounded(List<? extends Number> numbers) {
            seen.addAll(numbers);
        }

        void nullable(@Nullable Order order) {
            seen.add(order);
        }

        void notRequired(@Payload(required = false) String text) {
            seen.add(text);
        }

        void optional(Optional<Integer> number) {
            seen.add(number);
        }

        void valid(@Payload @Valid Order order) {
            seen.add(order);
        }

        void validated(@Validated(Strict.class) Order order) {
            seen.add(order);
        }

        void validMessage(@Valid org.springframework.messaging.Message<Order> order) {
            seen.add(order.getPayload());
        }

        void needs(@Header("tenant") String tenant, String text) {
            seen.add(text);
        }

        void number(@Header("amount") int amount, String text) {
            seen.add(text);
        }
    }

    static class ValidatingListener implements RocketListener<Order> {

        final List<Order> seen = new ArrayList<>();

        @Override
        public void onMessage(@Valid Order message) {
            seen.add(message);
        }
    }

    @Test
    void givesHeadersAsTheTypesThatTheyAreAskedFor() {
        deliver("headers", "", Map.of("TAGS", "paid", "amount", "17"));

        assertThat(handlers.seen).containsExactly("paid", 17, null, "eu", 3, Optional.empty());
    }

    @Test
    void givesAllHeadersAtOnce() {
        deliver("allHeaders", "hello", Map.of());

        assertThat(handlers.seen).containsExactly(17L, "broker-a", "hello");
    }

    @Test
    void tellsWhereAMessageWasAtFirst() {
        deliver("origin", "", Map.of());
        deliver("origin", "", Map.of("RETRY_TOPIC", "payments", "ORIGIN_MESSAGE_ID", "17"));
        deliver(
                "origin",
                "",
                Map.of("RETRY_TOPIC", "payments", "DLQ_ORIGIN_TOPIC", "refunds", "DLQ_ORIGIN_MESSAGE_ID", "18"));

        assertThat(handlers.seen)
                .containsExactly("orders 7F00000100002A9F0000000000000000", "payments 17", "refunds 18");
    }

    @Test
    void aWildcardThatSaysNothingStandsForTheBytes() {
        deliver("wildcards", "{not json", Map.of());

        assertThat(handlers.seen).containsExactly("{not json");
    }

    @Test
    void aBoundedWildcardStandsForItsBound() {
        deliver("bounded", "[1,2]", Map.of());

        assertThat(handlers.seen).containsExactly(1, 2);
    }

    @Test
    void whatMayBeMissingIsMissingWhereTheBodyIsEmptyOrNull() {
        deliver("nullable", "", Map.of());
        deliver("nullable", "null", Map.of());
        deliver("notRequired", "", Map.of());
        deliver("optional", "", Map.of());
        deliver("optional", "17", Map.of());

        assertThat(handlers.seen).containsExactly(null, null, null, Optional.empty(), Optional.of(17));
    }

    @Test
    void aMissingHeaderSendsTheMessageToTheDeadLetterTopic(CapturedOutput output) {
        ConsumeResult result = deliver("needs", "secret-4711", Map.of());

        assertThat(result).isInstanceOf(ConsumeResult.DeadLetter.class);
        assertThat(output)
                .contains("cannot read message 0A0000070001")
                .contains("as header 'tenant' (java.lang.String): it is missing. It goes to the dead-letter topic.")
                .doesNotContain("secret-4711");
    }

    @Test
    void aHeaderThatCannotBeConvertedSendsTheMessageToTheDeadLetterTopicAndIsNotQuoted(CapturedOutput output) {
        ConsumeResult result = deliver("number", "hello", Map.of("amount", "secret-4711"));

        assertThat(result).isInstanceOf(ConsumeResult.DeadLetter.class);
        assertThat(output).contains("as header 'amount' (int)").doesNotContain("secret-4711");
    }

    @Test
    void invalidPayloadsGoToTheDeadLetterTopicByFieldAndConstraintAndAreNotQuoted(CapturedOutput output) {
        withValidator();

        assertThat(deliver("valid", "{\"id\":-4711,\"buyer\":\"secret\"}", Map.of()))
                .isEqualTo(ConsumeResult.deadLetter(
                        "payload cannot be read as " + Order.class.getTypeName() + ": it is not valid: id (Positive)"));
        assertThat(deliver("valid", "{\"id\":1,\"buyer\":\"ann\"}", Map.of())).isEqualTo(ConsumeResult.consumed());

        assertThat(handlers.seen).containsExactly(new Order(1, "ann", null));
        assertThat(calls.counters().snapshot()).isEqualTo(new ListenerCounts(1, 0, 1, 1, 0));
        assertThat(output)
                .contains("it is not valid: id (Positive)")
                .doesNotContain("4711")
                .doesNotContain("secret");
    }

    @Test
    void validatesByGroupsAndInsideSpringMessagesAndForClasses() {
        withValidator();
        ValidatingListener listener = new ValidatingListener();

        assertThat(deliver("validated", "{\"id\":-1,\"buyer\":\"\"}", Map.of()).toString())
                .contains("note (NotBlank)")
                .doesNotContain("id (");
        assertThat(deliver("validMessage", "{\"id\":-1,\"buyer\":\"ann\"}", Map.of())
                        .toString())
                .contains("id (Positive)");
        assertThat(calls.single(ListenerHandler.ofRocketListener(listener, ValidatingListener.class))
                        .onMessage(StoredMessage.of("{\"id\":-1,\"buyer\":\"ann\"}"))
                        .toString())
                .contains("id (Positive)");
        assertThat(handlers.seen).isEmpty();
        assertThat(listener.seen).isEmpty();
    }

    @Test
    void refusesToValidateWithoutAValidator() {
        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> deliver("valid", "{}", Map.of()))
                .withMessageContaining("Handlers.valid(Order) wants its payload validated")
                .satisfies(failure -> assertThat(failure.remedy()).contains("spring-boot-starter-validation"));
    }

    @Test
    void choosesSpringBootsValidatorAmongSeveral() {
        calls.with("mvcValidator", new RefusingValidator());
        withValidator();

        assertThat(deliver("valid", "{\"id\":1,\"buyer\":\"ann\"}", Map.of())).isEqualTo(ConsumeResult.consumed());
    }

    private static final class RefusingValidator implements org.springframework.validation.Validator {
        @Override
        public boolean supports(Class<?> type) {
            return true;
        }

        @Override
        public void validate(Object target, org.springframework.validation.Errors errors) {
            errors.reject("never");
        }
    }

    private void withValidator() {
        LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
        validator.afterPropertiesSet();
        calls.with("defaultValidator", validator);
    }

    private ConsumeResult deliver(String method, String body, Map<String, String> properties) {
        Message message = new StoredMessage(body.getBytes(StandardCharsets.UTF_8), properties);
        return calls.single(handlers, method).onMessage(message);
    }

    @Test
    void theValidatorsOfWebFrameworksAreNoneBecauseTheyMayAcceptEverything() {
        calls.with("mvcValidator", new RefusingValidator()).with("webFluxValidator", new RefusingValidator());

        assertThatExceptionOfType(RocketMqConfigurationException.class)
                .isThrownBy(() -> deliver("valid", "{}", Map.of()))
                .withMessageContaining("wants its payload validated")
                .satisfies(failure -> assertThat(failure.remedy()).contains("spring-boot-starter-validation"));
    }

    @Test
    void takesAValidatorOfTheApplicationsOwn() {
        calls.with("mvcValidator", new LocalValidatorFactoryBean()).with("mine", new RefusingValidator());

        assertThat(deliver("valid", "{\"id\":1,\"buyer\":\"ann\"}", Map.of()).toString())
                .contains("never");
    }
}
