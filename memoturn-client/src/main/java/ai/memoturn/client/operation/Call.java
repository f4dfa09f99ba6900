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
 * @param body what becomes the JSON body, or bytes that are sent as they are;
 * {@code null} for none
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
	 * Return the branch that this call concerns, which its path and its {@code branch}
	 * parameter say.
	 * @return the branch, {@code null} when it concerns none
	 */
	@Nullable DatabaseSpec database() {
		String spec = variable("database@branch");
		if (spec != null) {
			return DatabaseSpec.parse(spec);
		}
		String database = variable("database");
		if (database != null) {
			return new DatabaseSpec(database, variable("branch"));
		}
		String profile = variable("profile");
		return (profile != null) ? DatabaseSpec.ofProfile(variable("namespace"), profile, this.query.get("branch"))
				: null;
	}

	/**
	 * Return whether this call concerns a database with all of its branches.
	 * @return {@code true} if its path names a database and no branch
	 */
	boolean concernsWholeDatabase() {
		return variable("database") != null && variable("branch") == null;
	}

	private @Nullable String variable(String name) {
		int index = this.operation.path().names().indexOf(name);
		return (index >= 0) ? this.variables.get(index) : null;
	}

	/**
	 * Return whether the body is no JSON of ours.
	 * @return {@code true} if it is sent as it is
	 */
	boolean isRaw() {
		return this.body instanceof byte[];
	}

	byte @Nullable [] bytes() {
		if (this.body instanceof byte[] raw) {
			return raw;
		}
		return (this.body != null) ? Json.write(this.body) : null;
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
