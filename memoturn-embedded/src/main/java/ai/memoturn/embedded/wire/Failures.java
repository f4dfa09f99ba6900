package ai.memoturn.embedded.wire;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import ai.memoturn.embedded.json.InvalidValueException;
import ai.memoturn.embedded.json.MalformedJsonException;
import ai.memoturn.embedded.json.WrongShapeException;
import ai.memoturn.embedded.provider.ProviderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each failure is answered with, in this one place (protocol, memory, section 11).
 */
final class Failures {

	private static final Logger logger = LoggerFactory.getLogger(Failures.class);

	private Failures() {
	}

	static Reply reply(Throwable failure, Route route) {
		if (failure instanceof Fault fault) {
			return reply(fault);
		}
		if (failure instanceof MalformedJsonException malformed) {
			return Reply.text(400, "Failed to parse the request body as JSON: " + malformed.getMessage());
		}
		if (failure instanceof WrongShapeException shape) {
			return (route.body() == Route.Body.STRICT)
					? Reply.text(422, "Failed to deserialize the JSON body into the target type: " + shape.getMessage())
					: invalid("invalid body: " + shape.getMessage());
		}
		if (failure instanceof InvalidValueException invalid) {
			return invalid("invalid body: " + invalid.getMessage());
		}
		if (failure instanceof ProviderException) {
			return Reply.error(502, FaultCode.INTERNAL, "the provider " + failure.getMessage());
		}
		logger.error("Request to {} failed", route.template(), failure);
		return Reply.error(500, FaultCode.INTERNAL, "the node failed to process the request; see its log");
	}

	static Reply reply(Fault fault) {
		if (fault.getCause() != null) {
			logger.warn("Answered {}: {}", fault.code().wireName(), fault.getMessage(), fault.getCause());
		}
		String message = String.valueOf(fault.getMessage());
		Reply reply = Reply.error(status(fault.code()), fault.code(), message);
		return (fault.code() == FaultCode.OVERLOADED) ? reply.withRetryAfter() : reply;
	}

	static Reply invalid(String message) {
		return Reply.error(400, FaultCode.INVALID_REQUEST, message);
	}

	private static int status(FaultCode code) {
		return switch (code) {
			case INVALID_REQUEST -> 400;
			case UNAUTHORIZED -> 401;
			case FORBIDDEN -> 403;
			case NOT_FOUND, DATABASE_NOT_FOUND, BRANCH_NOT_FOUND -> 404;
			case REQUEST_TIMEOUT -> 408;
			case PAYLOAD_TOO_LARGE -> 413;
			case ALREADY_EXISTS, CONFLICT -> 409;
			case OVERLOADED -> 429;
			case UNCONFIGURED, UNAVAILABLE -> 503;
			case INTERNAL -> 500;
		};
	}

}
