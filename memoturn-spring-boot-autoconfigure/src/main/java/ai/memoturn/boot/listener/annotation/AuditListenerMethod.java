package ai.memoturn.boot.listener.annotation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ai.memoturn.boot.listener.AuditAcknowledgement;
import ai.memoturn.boot.listener.AuditHandler;
import ai.memoturn.client.audit.AuditEvent;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * A method that takes events, and how to call it.
 */
final class AuditListenerMethod {

	private static final ResolvableType EVENTS = ResolvableType.forClassWithGenerics(List.class, AuditEvent.class);

	private final Object bean;

	private final Method method;

	private final Duration monoTimeout;

	private final boolean batched;

	private final int acknowledgementAt;

	/**
	 * Take a method.
	 * @param bean whose it is
	 * @param method the method
	 * @param monoTimeout how long a {@code Mono} that it returns may take
	 */
	AuditListenerMethod(Object bean, Method method, Duration monoTimeout) {
		this.bean = bean;
		this.method = method;
		this.monoTimeout = monoTimeout;
		if (Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
			throw new IllegalStateException("the method must not be private or static");
		}
		Class<?> returned = method.getReturnType();
		if (returned != void.class && returned != Mono.class) {
			throw new IllegalStateException("the method must return nothing or a Mono<Void>, but returns " + returned);
		}
		int events = -1;
		int acknowledgement = -1;
		boolean batched = false;
		for (int i = 0; i < method.getParameterCount(); i++) {
			ResolvableType type = ResolvableType.forMethodParameter(method, i);
			if (type.toClass() == AuditAcknowledgement.class && acknowledgement < 0) {
				acknowledgement = i;
			}
			else if ((type.toClass() == AuditEvent.class || EVENTS.toString().equals(type.toString())) && events < 0) {
				events = i;
				batched = type.toClass() == List.class;
			}
			else {
				events = -1;
				break;
			}
		}
		if (events < 0) {
			throw new IllegalStateException("the method must take an AuditEvent or a List<AuditEvent>, and nothing "
					+ "beside it but an AuditAcknowledgement");
		}
		this.batched = batched;
		this.acknowledgementAt = acknowledgement;
		ReflectionUtils.makeAccessible(method);
	}

	AuditHandler handler() {
		if (this.acknowledgementAt >= 0) {
			return AuditHandler.acknowledging(this::call, this.batched);
		}
		return this.batched ? AuditHandler.list((events) -> call(events, null))
				: AuditHandler.each((event) -> call(List.of(event), null));
	}

	private void call(List<AuditEvent> events, @Nullable AuditAcknowledgement acknowledgement) throws Exception {
		Object event = this.batched ? events : events.get(0);
		@Nullable Object[] arguments = (acknowledgement == null) ? new Object[] { event } : (this.acknowledgementAt == 0)
				? new Object[] { acknowledgement, event } : new Object[] { event, acknowledgement };
		try {
			Object returned = this.method.invoke(this.bean, arguments);
			if (returned instanceof Mono<?> mono) {
				// What is current on this thread is so on those that the Mono ends on.
				await(mono.contextCapture().toFuture(), this.monoTimeout);
			}
		}
		catch (InvocationTargetException ex) {
			throw unwrapped(ex);
		}
	}

	private static void await(Future<?> future, Duration limit) throws Exception {
		try {
			Object result = future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
			assert result == null || result != future;
		}
		catch (ExecutionException ex) {
			throw unwrapped(ex);
		}
		catch (InterruptedException | TimeoutException ex) {
			future.cancel(true);
			throw ex;
		}
	}

	private static Exception unwrapped(Exception wrapper) {
		Throwable cause = wrapper.getCause();
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof Exception exception) ? exception : wrapper;
	}

}
