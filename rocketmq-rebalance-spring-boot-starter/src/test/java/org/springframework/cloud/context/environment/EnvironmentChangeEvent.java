package org.springframework.cloud.context.environment;

import org.springframework.context.ApplicationEvent;

/** Stands for Spring Cloud's event of this name. */
public class EnvironmentChangeEvent extends ApplicationEvent {

    public EnvironmentChangeEvent(Object source) {
        super(source);
    }
}
