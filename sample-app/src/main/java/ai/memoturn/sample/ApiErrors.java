package ai.memoturn.sample;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

import ai.memoturn.client.error.ConflictException;
import ai.memoturn.client.error.DeadlineExceededException;
import ai.memoturn.client.error.InvalidRequestException;
import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.error.NotFoundException;
import ai.memoturn.client.error.OverloadedException;
import ai.memoturn.client.error.UnavailableException;
import ai.memoturn.client.error.UnknownOutcomeException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Every error as a problem (RFC 9457). What is wrong with the request is named field by
 * field in {@code errors}; what is wrong behind it is logged, not told.
 */
@RestControllerAdvice
class ApiErrors extends ResponseEntityExceptionHandler {

	private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

	private static final Log log = LogFactory.getLog(ApiErrors.class);

	@ExceptionHandler
	ProblemDetail notSignedIn(AuthenticationException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED,
				"Sign in on the page, or send the name and password of a user with HTTP Basic.");
	}

	@ExceptionHandler
	ProblemDetail denied(AccessDeniedException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN,
				"A request of a browser session must carry its CSRF token in the X-XSRF-TOKEN header.");
	}

	@ExceptionHandler
	ProblemDetail invalid(InvalidFieldException ex) {
		return invalid(List.of(new InvalidField(ex.field(), String.valueOf(ex.getMessage()))));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> memoturn(MemoturnException ex) {
		if (ex instanceof InvalidRequestException) {
			return answer(HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
		if (ex instanceof NotFoundException) {
			return answer(HttpStatus.NOT_FOUND,
					"There is no such branch or checkpoint, or nothing was remembered yet that could have one.");
		}
		if (ex instanceof ConflictException) {
			return answer(HttpStatus.CONFLICT, "The name is taken, or that state cannot be restored any more.");
		}
		log.warn("Memoturn failed: " + ex);
		if (ex instanceof OverloadedException || ex instanceof UnavailableException) {
			return unavailable(ex.retryAfter().orElse(RETRY_AFTER));
		}
		if (ex instanceof UnknownOutcomeException || ex instanceof DeadlineExceededException) {
			return answer(HttpStatus.GATEWAY_TIMEOUT,
					"It is not known whether this was done. To remember or forget the same again, or to set the same "
							+ "checkpoint, does no harm; look before you rewind or fork again.");
		}
		return answer(HttpStatus.BAD_GATEWAY, "The memory failed to answer.");
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(MethodArgumentNotValidException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = invalid(ex.getFieldErrors()
			.stream()
			.map((error) -> new InvalidField(error.getField(), String.valueOf(error.getDefaultMessage())))
			.toList());
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHandlerMethodValidationException(
			HandlerMethodValidationException ex, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = invalid(ex.getParameterValidationResults()
			.stream()
			.flatMap((result) -> result.getResolvableErrors()
				.stream()
				.map((error) -> new InvalidField(String.valueOf(result.getMethodParameter().getParameterName()),
						String.valueOf(error.getDefaultMessage()))))
			.toList());
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		ProblemDetail problem = invalid(
				List.of(new InvalidField(String.valueOf(ex.getPropertyName()), "is not of the right type")));
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String field = (ex.getCause() instanceof JacksonException cause) ? cause.getPath()
			.stream()
			.map(JacksonException.Reference::getPropertyName)
			.filter(Objects::nonNull)
			.collect(Collectors.joining(".")) : "";
		ProblemDetail problem = (field.isEmpty())
				? ProblemDetail.forStatusAndDetail(status, "The body must be a JSON object.")
				: invalid(List.of(new InvalidField(field, "is not of the right type")));
		return handleExceptionInternal(ex, problem, headers, status, request);
	}

	private static ProblemDetail invalid(List<InvalidField> fields) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				fields.stream()
					.map((field) -> field.field() + " " + field.message())
					.collect(Collectors.joining("; ", "", ".")));
		problem.setProperty("errors", fields);
		return problem;
	}

	private static ResponseEntity<ProblemDetail> answer(HttpStatus status, String detail) {
		return ResponseEntity.of(ProblemDetail.forStatusAndDetail(status, detail)).build();
	}

	private static ResponseEntity<ProblemDetail> unavailable(Duration retryAfter) {
		return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
			.header(HttpHeaders.RETRY_AFTER, String.valueOf(Math.max(1, retryAfter.toSeconds())))
			.body(ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE,
					"The memory is busy or away. Nothing was changed; try again shortly."));
	}

	/**
	 * A field of the request and what is wrong with it.
	 *
	 * @param field the name of the field or parameter
	 * @param message what is wrong, to be read after the name
	 */
	record InvalidField(String field, String message) {
	}

}
