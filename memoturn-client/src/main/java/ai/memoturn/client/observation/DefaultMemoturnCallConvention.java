package ai.memoturn.client.observation;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import ai.memoturn.client.error.CallInterruptedException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import ai.memoturn.client.observation.MemoturnObservation.HighCardinalityKeys;
import ai.memoturn.client.observation.MemoturnObservation.LowCardinalityKeys;
import io.micrometer.common.KeyValues;
import org.jspecify.annotations.Nullable;

/**
 * The names of {@link MemoturnObservation}. Codes that the client does not know are
 * counted together, so that no server can make up series.
 */
public class DefaultMemoturnCallConvention implements MemoturnCallConvention {

	private static final Set<String> KNOWN_CODES = Arrays.stream(ErrorCodes.class.getFields())
		.map(DefaultMemoturnCallConvention::value)
		.collect(Collectors.toUnmodifiableSet());

	/**
	 * Create the convention.
	 */
	public DefaultMemoturnCallConvention() {
	}

	@Override
	public String getName() {
		return MemoturnObservation.NAME;
	}

	@Override
	public String getContextualName(MemoturnCallContext context) {
		return context.getOperation();
	}

	/**
	 * Return operation, outcome and code; the operation alone while the call goes on, so
	 * that what is counted meanwhile has no tag that says nothing.
	 */
	@Override
	public KeyValues getLowCardinalityKeyValues(MemoturnCallContext context) {
		KeyValues operation = KeyValues.of(LowCardinalityKeys.OPERATION.withValue(context.getOperation()));
		if (!context.isCompleted() && !context.isCancelled()) {
			return operation;
		}
		return operation.and(LowCardinalityKeys.OUTCOME.withValue(outcome(context).name().toLowerCase(Locale.ROOT)),
				LowCardinalityKeys.CODE.withValue(code(context.getError())));
	}

	@Override
	public KeyValues getHighCardinalityKeyValues(MemoturnCallContext context) {
		return KeyValues.of(HighCardinalityKeys.ATTEMPTS.withValue(Integer.toString(context.getAttempts())));
	}

	private static Outcome outcome(MemoturnCallContext context) {
		Throwable error = context.getError();
		if (error == null) {
			return context.isCancelled() ? Outcome.CANCELLED : Outcome.SUCCESS;
		}
		if (error instanceof UnknownOutcomeException) {
			return Outcome.UNKNOWN;
		}
		if (error instanceof UnavailableException || error instanceof OverloadedException) {
			return Outcome.UNAVAILABLE;
		}
		if (error instanceof DeadlineExceededException) {
			return Outcome.DEADLINE;
		}
		return (error instanceof CallInterruptedException) ? Outcome.INTERRUPTED : Outcome.REJECTED;
	}

	private static String code(@Nullable Throwable error) {
		if (error == null) {
			return "none";
		}
		return (error instanceof MemoturnException ours && KNOWN_CODES.contains(ours.code())) ? ours.code() : "other";
	}

	private static String value(Field field) {
		try {
			return (String) field.get(null);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * How a call ended.
	 */
	private enum Outcome {

		SUCCESS, REJECTED, UNAVAILABLE, UNKNOWN, DEADLINE, INTERRUPTED, CANCELLED

	}

}
