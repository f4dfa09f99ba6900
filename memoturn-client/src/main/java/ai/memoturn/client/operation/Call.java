package ai.memoturn.client.operation;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * One use of an operation.
 *
 * @param <T> what the operation answers
 * @param operation the operation
 * @param variables the values of the path's variables
 * @param query the query parameters
 * @param body what becomes the JSON body, {@code null} for none
 * @param harmless whether this call may be repeated even if it may have been applied
 * @param fits what an answer to this very call must satisfy
 */
public record Call<T>(Operation<T> operation, List<String> variables, Map<String, String> query, @Nullable Object body,
		boolean harmless, Predicate<T> fits) {

	/**
	 * Add a query parameter.
	 * @param name the parameter
	 * @param value its value; {@code null} leaves it out
	 * @return the changed call
	 */
	public Call<T> query(String name, @Nullable String value) {
		if (value == null) {
			return this;
		}
		Map<String, String> query = new LinkedHashMap<>(this.query);
		query.put(name, value);
		return new Call<>(this.operation, this.variables, query, this.body, this.harmless, this.fits);
	}

	public Call<T> body(Object body) {
		return new Call<>(this.operation, this.variables, this.query, body, this.harmless, this.fits);
	}

	public Call<T> harmless(boolean harmless) {
		return new Call<>(this.operation, this.variables, this.query, this.body, harmless, this.fits);
	}

	/**
	 * Demand something of the answer beyond its form.
	 * @param fits what it must satisfy
	 * @return the changed call
	 */
	public Call<T> fitting(Predicate<T> fits) {
		return new Call<>(this.operation, this.variables, this.query, this.body, this.harmless, fits);
	}

	@Nullable T read(Answer answer) {
		T value = this.operation.read(answer);
		if (value != null && !this.fits.test(value)) {
			throw new IllegalStateException("The answer does not fit the request");
		}
		return value;
	}

	/**
	 * Return the secret that the call is sent with.
	 * @param credentials where to take it from
	 * @return the secret, {@code null} to send none
	 */
	@Nullable String secret(Credentials credentials) {
		return switch (this.operation.credential()) {
			case NONE -> null;
			case CONTROL -> credentials.controlSecret();
			case CONTROL_OR_NAMESPACE -> {
				String key = credentials.controlSecret();
				yield (key != null) ? key : credentials.namespaceSecret(this.variables.get(0));
			}
			case DATA -> {
				PathTemplate path = this.operation.path();
				if (!path.startsWithVariable("namespace")) {
					yield credentials.databaseSecret(DatabaseSpec.parse(this.variables.get(0)).name());
				}
				yield (path.size() == 1) ? credentials.namespaceSecret(this.variables.get(0)) : credentials
					.databaseSecret(DatabaseSpec.ofProfile(this.variables.get(0), this.variables.get(1), null).name());
			}
		};
	}

	URI uri(URI base) {
		StringBuilder url = new StringBuilder(base.toString());
		this.operation.path().expand(url, this.variables);
		char separator = '?';
		for (Map.Entry<String, String> parameter : this.query.entrySet()) {
			url.append(separator).append(parameter.getKey()).append('=');
			url.append(PathTemplate.encode(parameter.getValue()));
			separator = '&';
		}
		return URI.create(url.toString());
	}

}
