package io.github.rocketmq.rebalance.spring.invocation;

import io.github.rocketmq.rebalance.api.BatchResult;
import io.github.rocketmq.rebalance.spring.api.AckMode;
import io.github.rocketmq.rebalance.spring.api.Acknowledgment;
import io.github.rocketmq.rebalance.spring.api.BatchAcknowledgment;
import io.github.rocketmq.rebalance.spring.invocation.HandlerParameter.Kind;
import java.util.List;
import java.util.function.Predicate;

/** Whether a listener's method fits the settings that it is to be called by. */
final class SignatureCheck {

    private final ListenerHandler handler;
    private final InvocationSettings settings;

    SignatureCheck(ListenerHandler handler, InvocationSettings settings) {
        this.handler = handler;
        this.settings = settings;
    }

    /** Throws a {@link io.github.rocketmq.rebalance.spring.api.RocketMqConfigurationException} if it does not. */
    void run() {
        if (settings.batch()) {
            handler.parameters().forEach(this::requireList);
        } else {
            requireSingle();
        }
        requireMode();
    }

    private void requireSingle() {
        refuseIf(
                parameter -> parameter.rawType() == BatchAcknowledgment.class,
                "takes a BatchAcknowledgment, but gets one message at a time",
                "Take an Acknowledgment, or set batch.enabled=true and take a List.");
        if (handler.parameters().stream()
                        .filter(parameter -> parameter.kind() == Kind.PAYLOAD)
                        .count()
                > 1) {
            throw wrong(
                    "has more than one payload parameter",
                    "Keep one parameter for the payload, or set batch.enabled=true if it is to take several messages"
                            + " at once.");
        }
        refuseIf(
                SignatureCheck::isListOfMessages,
                "takes a list of messages, but gets one message at a time",
                "Set batch = \"true\" at its annotation, or batch.enabled=true, or take one message instead of the List.");
        if (handler.returns().value() == BatchResult.class) {
            throw wrong(
                    "returns a BatchResult, but gets one message at a time",
                    "Return ConsumeResult or void, or set batch.enabled=true and take a List.");
        }
    }

    /** A payload may be a list, but none holds whole messages. */
    private static boolean isListOfMessages(HandlerParameter parameter) {
        return parameter.kind() == Kind.PAYLOAD
                && parameter
                        .element()
                        .filter(element -> element.kind() == Kind.RAW_MESSAGE || element.kind() == Kind.SPRING_MESSAGE)
                        .isPresent();
    }

    private void requireList(HandlerParameter parameter) {
        if (parameter.kind() == Kind.ACKNOWLEDGMENT) {
            return;
        }
        if (parameter.kind() == Kind.HEADERS
                || parameter
                        .element()
                        .filter(element -> element.kind() != Kind.HEADERS && element.kind() != Kind.ACKNOWLEDGMENT)
                        .isEmpty()) {
            throw wrong(
                    "takes " + parameter.type().getTypeName() + ", but batch.enabled=true gives it lists",
                    "Take a List of the payload, of org.springframework.messaging.Message, or of "
                            + io.github.rocketmq.rebalance.model.Message.class.getName()
                            + ", or set batch.enabled=false.");
        }
    }

    private void requireMode() {
        List<HandlerParameter> acknowledgments = handler.parameters().stream()
                .filter(parameter -> parameter.kind() == Kind.ACKNOWLEDGMENT)
                .toList();
        if (settings.ackMode() == AckMode.AUTO) {
            refuseIf(
                    acknowledgments::contains,
                    "takes an Acknowledgment, but its ack-mode is auto, in which the return settles the message",
                    "Set ack-mode=manual, or remove the parameter and return a ConsumeResult.");
            return;
        }
        if (acknowledgments.isEmpty()) {
            throw wrong(
                    "takes no Acknowledgment, but its ack-mode is manual, so nothing would ever settle a message",
                    "Add a parameter of type " + Acknowledgment.class.getName() + ", or set ack-mode=auto.");
        }
        refuseIf(
                parameter -> parameter.rawType() != Acknowledgment.class
                        && parameter.rawType() != BatchAcknowledgment.class
                        && acknowledgments.contains(parameter),
                "takes an acknowledgment of a class of its own",
                "Take an Acknowledgment, or for a batch a BatchAcknowledgment.");
        if (handler.returns().value() != void.class) {
            throw wrong(
                    "returns " + handler.returns().value().getSimpleName()
                            + ", but its ack-mode is manual, so there would be two answers",
                    "Return void, or set ack-mode=auto and remove the Acknowledgment.");
        }
    }

    private void refuseIf(Predicate<HandlerParameter> wrong, String problem, String remedy) {
        if (handler.parameters().stream().anyMatch(wrong)) {
            throw wrong(problem, remedy);
        }
    }

    private RuntimeException wrong(String problem, String remedy) {
        return ListenerHandler.wrong(handler.description(), problem, remedy);
    }
}
