package ai.memoturn.client.operation;

import java.time.Clock;
import java.time.Duration;

import ai.memoturn.client.error.AnswerTooLargeException;
import ai.memoturn.client.error.CallInterruptedException;
import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.ErrorCodes;
import ai.memoturn.client.error.ErrorDetails;
import ai.memoturn.client.error.ForbiddenException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.ServerErrorException;
import ai.memoturn.client.error.UnauthorizedException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnconfiguredException;
import ai.memoturn.client.error.UnknownOutcomeException;
import org.jspecify.annotations.Nullable;

/**
 * Turns whatever goes wrong in an attempt into the exception for the decision that the
 * caller can take. No foreign exception is kept as a cause: those of the HTTP stack hold
 * the request's headers, those of the JSON library quote what they read.
 */
final class Failures {

	private final Clock clock;

	private final Credentials credentials;

	Failures(Clock clock, Credentials credentials) {
		this.clock = clock;
		this.credentials = credentials;
	}

	/**
	 * The node, or something in front of it, answered with an error.
	 * @param secret what was sent to authorize the call, which the answer may repeat
	 */
	MemoturnException answered(Run<?> run, Answer answer, @Nullable String secret) {
		Call<?> call = run.call();
		Answer.Envelope envelope = answer.envelope();
		int status = answer.status();
		String code = (envelope != null) ? envelope.code() : codeOf(status);
		FailureKind kind = kindOf(status, envelope);
		String gist = this.credentials.redact(answer.gist(), secret);
		String message = call.operation().name() + " was answered with " + status + " " + Checks.printable(code, 64)
				+ (gist.isEmpty() ? "" : ": " + gist);
		ErrorDetails details = new ErrorDetails(code, status, answer.retryAfter(this.clock), allows(call, kind),
				run.attempts());
		return switch (kind) {
			case UNPROCESSED -> new OverloadedException(message, details);
			case REFUSED -> new UnavailableException(message, details);
			case LOST -> lost(call, message, details);
			case FINAL -> rejected(status, message, details);
		};
	}

	/**
	 * There is no whole answer.
	 */
	MemoturnException unanswered(Run<?> run, int status, Throwable reason) {
		Call<?> call = run.call();
		if (run.isSent()) {
			return lost(call, call.operation().name() + " was sent, but got no whole answer" + because(reason),
					details(run, FailureKind.LOST, ErrorCodes.NO_ANSWER, status));
		}
		return new UnavailableException(
				call.operation().name() + " was not sent, because no connection could be had" + because(reason),
				details(run, FailureKind.UNPROCESSED, ErrorCodes.CONNECTION_FAILED, 0));
	}

	/**
	 * The answer says success, but is not what the protocol says.
	 */
	MemoturnException unreadable(Run<?> run, Answer answer, RuntimeException reason) {
		Call<?> call = run.call();
		return lost(call,
				call.operation().name() + " was answered with " + answer.status()
						+ ", but the answer is not what the protocol says (" + Json.describe(reason) + ")",
				details(run, FailureKind.LOST, ErrorCodes.UNREADABLE_ANSWER, answer.status()));
	}

	/**
	 * The answer says success, but is larger than the limit.
	 */
	MemoturnException tooLarge(Run<?> run, int status, int limit) {
		Call<?> call = run.call();
		String message = call.operation().name() + " was answered with more than " + limit
				+ " bytes: ask for less, or raise maxResponseSize";
		if (call.operation().retryClass() == RetryClass.READ) {
			return new AnswerTooLargeException(message,
					details(run, FailureKind.FINAL, ErrorCodes.ANSWER_TOO_LARGE, status));
		}
		return new UnknownOutcomeException(message,
				details(run, FailureKind.LOST, ErrorCodes.ANSWER_TOO_LARGE, status));
	}

	/**
	 * An attempt of which nobody knows whether it was applied was followed by one that
	 * failed: that it was refused does not undo the other.
	 */
	MemoturnException unknown(Run<?> run, UnknownOutcomeException earlier, MemoturnException last) {
		return new UnknownOutcomeException(earlier.getMessage() + "; sent again, " + last.getMessage(),
				new ErrorDetails(earlier.code(), earlier.status(), last.retryAfter().orElse(null),
						earlier.isRetryable(), run.attempts()));
	}

	MemoturnException deadline(Run<?> run) {
		return new DeadlineExceededException(
				run.call().operation().name() + " reached its total time limit of " + run.limit() + run.fate(),
				new ErrorDetails(ErrorCodes.DEADLINE_EXCEEDED, 0, null, false, run.attempts()));
	}

	MemoturnException interrupted(Run<?> run) {
		return interrupted(run.call(), run.fate(), run.attempts());
	}

	/**
	 * The calling thread was interrupted before the call.
	 */
	MemoturnException interrupted(Call<?> call) {
		return interrupted(call, "; the request was never sent", 0);
	}

	private static MemoturnException interrupted(Call<?> call, String fate, int attempts) {
		return new CallInterruptedException(call.operation().name() + " was interrupted" + fate,
				new ErrorDetails(ErrorCodes.INTERRUPTED, 0, null, false, attempts));
	}

	private static MemoturnException lost(Call<?> call, String message, ErrorDetails details) {
		return (call.operation().retryClass() == RetryClass.READ) ? new UnavailableException(message, details)
				: new UnknownOutcomeException(message + "; it may or may not have been applied", details);
	}

	private static MemoturnException rejected(int status, String message, ErrorDetails details) {
		return switch (status) {
			case 401 -> new UnauthorizedException(message, details);
			case 403 -> new ForbiddenException(message, details);
			case 404 -> new NotFoundException(message, details);
			case 409 -> new ConflictException(message, details);
			case 503 -> new UnconfiguredException(message, details);
			default -> (status >= 400 && status < 500) ? new InvalidRequestException(message, details)
					: new ServerErrorException(message, details);
		};
	}

	private static FailureKind kindOf(int status, Answer.@Nullable Envelope envelope) {
		String code = (envelope != null) ? envelope.code() : "";
		return switch (status) {
			case 429 -> FailureKind.UNPROCESSED;
			case 408 -> FailureKind.LOST;
			// Without the envelope it may be a proxy's word, which says nothing of the
			// node.
			case 503 -> code.equals(ErrorCodes.UNAVAILABLE) ? FailureKind.REFUSED
					: code.equals(ErrorCodes.UNCONFIGURED) ? FailureKind.FINAL : FailureKind.LOST;
			case 500, 501 -> FailureKind.FINAL;
			default -> (status > 501) ? FailureKind.LOST : FailureKind.FINAL;
		};
	}

	private static String codeOf(int status) {
		return switch (status) {
			case 400 -> ErrorCodes.INVALID_REQUEST;
			case 401 -> ErrorCodes.UNAUTHORIZED;
			case 403 -> ErrorCodes.FORBIDDEN;
			case 404 -> ErrorCodes.NOT_FOUND;
			case 408 -> ErrorCodes.REQUEST_TIMEOUT;
			case 409 -> ErrorCodes.CONFLICT;
			case 413 -> ErrorCodes.PAYLOAD_TOO_LARGE;
			case 429 -> ErrorCodes.OVERLOADED;
			case 503 -> ErrorCodes.UNAVAILABLE;
			default -> ErrorCodes.INTERNAL;
		};
	}

	private static ErrorDetails details(Run<?> run, FailureKind kind, String code, int status) {
		return new ErrorDetails(code, status, null, allows(run.call(), kind), run.attempts());
	}

	private static boolean allows(Call<?> call, FailureKind kind) {
		return call.operation().retryClass().allowsRepetition(kind, call.harmless());
	}

	private static String because(Throwable reason) {
		Throwable root = reason;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return " (" + root.getClass().getSimpleName() + ")";
	}

}
