package ai.memoturn.client.operation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;

/**
 * The one description of an operation, from which both faces of the client run it.
 *
 * @param <T> what the operation answers
 */
public final class Operation<T> {

	private final String name;

	private final HttpMethod method;

	private final PathTemplate path;

	private final RetryClass retryClass;

	private final Credential credential;

	private final TxidUse txidUse;

	private final boolean notFoundIsAnswer;

	private final Set<String> absentCodes;

	private final Function<Answer, @Nullable T> reader;

	private Operation(Builder builder, Function<Answer, @Nullable T> reader) {
		this.name = builder.name;
		this.method = builder.method;
		this.path = builder.path;
		this.retryClass = builder.retryClass;
		this.credential = builder.credential;
		this.txidUse = builder.txidUse;
		this.notFoundIsAnswer = builder.notFoundIsAnswer;
		this.absentCodes = builder.absentCodes;
		this.reader = reader;
	}

	/**
	 * Start describing an operation.
	 * @param name the name in messages and observations: what it works on, a dot, and the
	 * Java method's name
	 * @param method the HTTP method
	 * @param path constant text and {@code {variables}}, one per segment; one called
	 * {@code {database@branch}} is filled in from a {@link DatabaseSpec}
	 * @return a builder; data credential, sent once, no txid unless told otherwise
	 */
	public static Builder describe(String name, String method, String path) {
		return new Builder(name, HttpMethod.valueOf(method), new PathTemplate(path));
	}

	/**
	 * Prepare a call.
	 * @param variables the values of the path's variables, in their order
	 * @return the call
	 */
	public Call<T> call(String... variables) {
		return new Call<>(this, List.of(variables), Map.of(), null, false, (value) -> true);
	}

	public String name() {
		return this.name;
	}

	HttpMethod method() {
		return this.method;
	}

	PathTemplate path() {
		return this.path;
	}

	public RetryClass retryClass() {
		return this.retryClass;
	}

	public Credential credential() {
		return this.credential;
	}

	public TxidUse txidUse() {
		return this.txidUse;
	}

	boolean understands(Answer answer) {
		int status = answer.status();
		return (status >= 200 && status < 300)
				|| (status == 404 && (this.notFoundIsAnswer || isAbsence(answer.envelope())));
	}

	private boolean isAbsence(Answer.@Nullable Envelope envelope) {
		return envelope != null && this.absentCodes.contains(envelope.code());
	}

	@Nullable T read(Answer answer) {
		return this.reader.apply(answer);
	}

	/**
	 * Collects the description of an operation.
	 */
	public static final class Builder {

		private final String name;

		private final HttpMethod method;

		private final PathTemplate path;

		private RetryClass retryClass = RetryClass.ONCE;

		private Credential credential = Credential.DATA;

		private TxidUse txidUse = TxidUse.NONE;

		private boolean notFoundIsAnswer;

		private Set<String> absentCodes = Set.of();

		private Builder(String name, HttpMethod method, PathTemplate path) {
			this.name = name;
			this.method = method;
			this.path = path;
		}

		public Builder retry(RetryClass retryClass) {
			this.retryClass = retryClass;
			return this;
		}

		public Builder credential(Credential credential) {
			this.credential = credential;
			return this;
		}

		public Builder txid(TxidUse txidUse) {
			this.txidUse = txidUse;
			return this;
		}

		/**
		 * Hand a 404 to the reader like a success.
		 * @return this builder
		 */
		public Builder notFoundIsAnswer() {
			this.notFoundIsAnswer = true;
			return this;
		}

		/**
		 * Hand a 404 to the reader like a success if it is the node's and says just this;
		 * that something else is missing stays a failure.
		 * @param codes the codes of the error envelope
		 * @return this builder
		 */
		public Builder notFoundIsAnswer(String... codes) {
			this.absentCodes = Set.of(codes);
			return this;
		}

		/**
		 * Finish the description.
		 * @param <T> what the operation answers
		 * @param reader reads an answer; whatever it throws means that the answer is not
		 * what the protocol says
		 * @return the operation
		 */
		public <T> Operation<T> reads(Function<Answer, @Nullable T> reader) {
			return new Operation<>(this, reader);
		}

	}

}
