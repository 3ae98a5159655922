package io.github.rocketmq.rebalance.api;

/** An option has a value that it cannot have. Says which, so that whoever read it from elsewhere can name that place. */
public final class InvalidOptionException extends IllegalArgumentException {

    private final String option;
    private final String problem;

    /**
     * @param option the option's name, for example {@code pull.batchSize}
     * @param problem what is wrong with its value and what to choose, to be read behind the name
     */
    public InvalidOptionException(String option, String problem) {
        super(option + " " + problem);
        this.option = option;
        this.problem = problem;
    }

    public String option() {
        return option;
    }

    /** What is wrong and what to choose, without the name. */
    public String problem() {
        return problem;
    }
}
