package ai.memoturn.boot.test.assertj;

import java.util.Objects;

import ai.memoturn.client.memory.MemoryInput;
import ai.memoturn.client.memory.MemoryType;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a memory, however it was found.
 *
 * @param <S> the type of the assertions
 * @param <A> the type of the memory
 */
public abstract class AbstractMemoryAssert<S extends AbstractMemoryAssert<S, A>, A> extends AbstractAssert<S, A> {

	AbstractMemoryAssert(@Nullable A actual, Class<S> selfType) {
		super(actual, selfType);
	}

	abstract MemoryDetails details(A actual);

	abstract String describe(A actual);

	abstract <T> @Nullable T contentAs(A actual, Class<T> type);

	/**
	 * Verify what kind of memory it is.
	 * @param type the type expected
	 * @return these assertions
	 */
	public S hasType(MemoryType type) {
		return verify("type", type, details().type());
	}

	/**
	 * Verify the summary.
	 * @param summary the summary expected
	 * @return these assertions
	 */
	public S hasSummary(String summary) {
		return verify("summary", MemoryDetails.quote(summary), MemoryDetails.quote(details().summary()));
	}

	/**
	 * Verify the topic.
	 * @param topicKey the topic expected
	 * @return these assertions
	 */
	public S hasTopicKey(String topicKey) {
		return verify("topic key", MemoryDetails.quote(topicKey), MemoryDetails.quote(details().topicKey()));
	}

	/**
	 * Verify the content, compared as JSON: objects of any type that become the same JSON
	 * are the same.
	 * @param content the content expected; {@code null} for none
	 * @return these assertions
	 * @throws IllegalArgumentException if it cannot become JSON
	 */
	public S hasContent(@Nullable Object content) {
		return verify("content", json(content), json(details().content()));
	}

	/**
	 * Verify in which session the memory was learnt.
	 * @param session the session expected
	 * @return these assertions
	 */
	public S hasSession(String session) {
		return verify("session", MemoryDetails.quote(session), MemoryDetails.quote(details().sessionId()));
	}

	/**
	 * Verify who stored the memory.
	 * @param source the source expected
	 * @return these assertions
	 */
	public S hasSource(String source) {
		return verify("source", MemoryDetails.quote(source), MemoryDetails.quote(details().source()));
	}

	/**
	 * Verify that no memory has taken the place of this one.
	 * @return these assertions
	 */
	public S isActive() {
		return verify("memory in its place", null, details().supersededBy());
	}

	/**
	 * Verify which memory has taken the place of this one.
	 * @param id the id expected
	 * @return these assertions
	 */
	public S isSupersededBy(String id) {
		return verify("memory in its place", id, details().supersededBy());
	}

	/**
	 * Begin assertions on the content.
	 * @param <T> the type of the content
	 * @param type a record, a bean, a map, ...
	 * @return the assertions on the content
	 * @throws IllegalArgumentException if the content does not fit the type
	 */
	public <T> ObjectAssert<@Nullable T> contentAs(Class<T> type) {
		isNotNull();
		return Assertions.assertThat(this.<T>contentAs(this.actual, type)).as("content of %s", describe(this.actual));
	}

	MemoryDetails details() {
		isNotNull();
		return details(this.actual);
	}

	S verify(String what, @Nullable Object expected, @Nullable Object found) {
		if (!Objects.equals(expected, found)) {
			failWithMessage("%nExpecting the %s%n  %s%nbut it was%n  %s%nof%n  %s", what, orNone(expected),
					orNone(found), describe(this.actual));
		}
		return this.myself;
	}

	private static Object orNone(@Nullable Object value) {
		return (value != null) ? value : "none";
	}

	private static @Nullable Object json(@Nullable Object content) {
		return MemoryInput.event("content").content(content).content();
	}

}
