package ai.memoturn.client.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import ai.memoturn.client.MemoturnClient;
import ai.memoturn.client.ReactiveMemoturnClient;
import ai.memoturn.client.audit.AuditStream;
import ai.memoturn.client.audit.ReactiveAuditStream;
import ai.memoturn.client.database.Databases;
import ai.memoturn.client.database.MemoturnDatabase;
import ai.memoturn.client.database.ReactiveDatabases;
import ai.memoturn.client.database.ReactiveMemoturnDatabase;
import ai.memoturn.client.document.DocumentCollection;
import ai.memoturn.client.document.ReactiveDocumentCollection;
import ai.memoturn.client.kv.KeyValues;
import ai.memoturn.client.kv.ReactiveKeyValues;
import ai.memoturn.client.memory.MemoryProfile;
import ai.memoturn.client.memory.ReactiveMemoryProfile;
import ai.memoturn.client.policy.Policies;
import ai.memoturn.client.policy.ReactivePolicies;
import ai.memoturn.client.sql.ReactiveSqlQuery;
import ai.memoturn.client.sql.ReactiveSqlSpec;
import ai.memoturn.client.sql.SqlQuery;
import ai.memoturn.client.sql.SqlSpec;
import ai.memoturn.client.token.ReactiveTokens;
import ai.memoturn.client.token.Tokens;
import ai.memoturn.client.transcript.ReactiveTranscript;
import ai.memoturn.client.transcript.Transcript;
import ai.memoturn.client.vector.ReactiveVectorCollection;
import ai.memoturn.client.vector.VectorCollection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One of the two faces of a client, behind the blocking interface, so that a test needs
 * to be written only once.
 */
public enum Face {

	BLOCKING {

		@Override
		public MemoturnClient of(MemoturnClient client) {
			return client;
		}

	},

	REACTIVE {

		@Override
		public MemoturnClient of(MemoturnClient client) {
			return MemoturnClient.class.cast(waiting(MemoturnClient.class, client.reactive(), client));
		}

	};

	/** Each blocking interface and its reactive twin. */
	public static final Map<Class<?>, Class<?>> TWINS = Map.ofEntries(
			Map.entry(MemoturnClient.class, ReactiveMemoturnClient.class),
			Map.entry(MemoryProfile.class, ReactiveMemoryProfile.class),
			Map.entry(Transcript.class, ReactiveTranscript.class),
			Map.entry(MemoturnDatabase.class, ReactiveMemoturnDatabase.class),
			Map.entry(Databases.class, ReactiveDatabases.class),
			Map.entry(DocumentCollection.class, ReactiveDocumentCollection.class),
			Map.entry(KeyValues.class, ReactiveKeyValues.class),
			Map.entry(VectorCollection.class, ReactiveVectorCollection.class),
			Map.entry(SqlSpec.class, ReactiveSqlSpec.class), Map.entry(SqlQuery.class, ReactiveSqlQuery.class),
			Map.entry(Tokens.class, ReactiveTokens.class), Map.entry(Policies.class, ReactivePolicies.class),
			Map.entry(AuditStream.class, ReactiveAuditStream.class));

	private static final Duration LIMIT = Duration.ofSeconds(40);

	/**
	 * Return a client whose operations run on this face.
	 * @param client the client
	 * @return the same client, seen through this face
	 */
	public abstract MemoturnClient of(MemoturnClient client);

	public MemoryProfile memory(MemoturnClient client) {
		return of(client).memory("acme", "alice");
	}

	// Calls the method of the same name and parameters and waits for its end.
	private static Object waiting(Class<?> blocking, Object reactive, @Nullable MemoturnClient owner) {
		Class<?> twin = Objects.requireNonNull(TWINS.get(blocking));
		return Proxy.newProxyInstance(Face.class.getClassLoader(), new Class<?>[] { blocking },
				(proxy, method, arguments) -> {
					if (owner != null && method.getName().equals("close")) {
						return method.invoke(owner, arguments);
					}
					return (method.getDeclaringClass() == Object.class) ? method.invoke(reactive, arguments)
							: invoke(twin, reactive, method, arguments);
				});
	}

	private static @Nullable Object invoke(Class<?> type, Object reactive, Method method, Object @Nullable [] arguments)
			throws Throwable {
		Object result;
		try {
			result = type.getMethod(method.getName(), method.getParameterTypes()).invoke(reactive, arguments);
		}
		catch (InvocationTargetException ex) {
			throw new AssertionError("A reactive method must not throw: " + method, ex.getCause());
		}
		if (result instanceof Flux<?> flux) {
			List<?> values = Objects.requireNonNull(await(flux.collectList()));
			return (method.getReturnType() == Stream.class) ? values.stream() : values;
		}
		if (result instanceof Mono<?> mono) {
			Object value = await(mono);
			if (TWINS.containsKey(method.getReturnType())) {
				return waiting(method.getReturnType(), Objects.requireNonNull(value), null);
			}
			return (method.getReturnType() == Optional.class) ? Optional.ofNullable(value) : value;
		}
		return TWINS.containsKey(method.getReturnType())
				? waiting(method.getReturnType(), Objects.requireNonNull(result), null) : result;
	}

	private static <T> @Nullable T await(Mono<T> mono) throws Throwable {
		try {
			return mono.toFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			throw (cause != null) ? cause : ex;
		}
		catch (TimeoutException ex) {
			throw new AssertionError("Hangs", ex);
		}
	}

}
