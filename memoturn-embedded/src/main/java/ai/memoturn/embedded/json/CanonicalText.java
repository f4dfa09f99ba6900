package ai.memoturn.embedded.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Turns the value under a parser into its canonical text (protocol, memory, section 5)
 * without building a tree: members are written as they come and put in order afterwards
 * where they did not come in order.
 */
final class CanonicalText {

	private static final int LONGEST_LONG = 20;

	private final JsonReader reader;

	private final JsonParser parser;

	private final StringBuilder out;

	private final JsonWriter writer;

	CanonicalText(JsonReader reader, JsonParser parser, StringBuilder out) {
		this.reader = reader;
		this.parser = parser;
		this.out = out;
		this.writer = new JsonWriter(out);
	}

	/** Write the current value; depth is bounded by the parser. */
	void value() {
		switch (this.parser.currentToken()) {
			case START_OBJECT -> object();
			case START_ARRAY -> {
				this.writer.beginArray();
				while (this.parser.nextToken() != JsonToken.END_ARRAY) {
					value();
				}
				this.writer.endArray();
			}
			case VALUE_STRING -> this.writer.value(this.parser.getString());
			case VALUE_NUMBER_INT -> integer();
			case VALUE_NUMBER_FLOAT -> this.writer.value(this.reader.finiteDouble());
			case VALUE_TRUE -> this.writer.raw("true");
			case VALUE_FALSE -> this.writer.raw("false");
			case VALUE_NULL -> this.writer.raw("null");
			default -> throw new IllegalStateException("not a value: " + this.parser.currentToken());
		}
	}

	private void object() {
		this.writer.beginObject();
		int start = this.out.length();
		List<Member> members = new ArrayList<>();
		boolean ordered = true;
		String previous = null;
		for (String name = this.parser.nextName(); name != null; name = this.parser.nextName()) {
			this.parser.nextToken();
			ordered = ordered && (previous == null || MemberOrder.BY_CODE_POINT.compare(previous, name) < 0);
			previous = name;
			this.writer.name(name);
			int from = this.out.length();
			value();
			members.add(new Member(name, from, this.out.length()));
		}
		if (!ordered) {
			reorder(members, start);
		}
		this.writer.endObject();
	}

	private void reorder(List<Member> members, int start) {
		String written = this.out.substring(start);
		this.out.setLength(start);
		// The sort is stable, so of equal names the last one sent comes last.
		members.sort(Comparator.comparing(Member::name, MemberOrder.BY_CODE_POINT));
		for (int i = 0; i < members.size(); i++) {
			Member member = members.get(i);
			if (i + 1 == members.size() || !member.name().equals(members.get(i + 1).name())) {
				this.writer.name(member.name());
				this.out.append(written, member.from() - start, member.to() - start);
			}
		}
	}

	private void integer() {
		String digits = this.parser.getString();
		if (isInteger(digits)) {
			// The grammar has no leading zeros and no plus sign: the literal is
			// canonical.
			this.writer.raw(digits);
		}
		else {
			this.writer.value(this.reader.finiteDouble());
		}
	}

	/** Whether an integer literal is one; the others are doubles. */
	private static boolean isInteger(String digits) {
		boolean negative = digits.charAt(0) == '-';
		if (digits.length() > LONGEST_LONG || digits.equals("-0")) {
			return false;
		}
		BigInteger value = new BigInteger(digits);
		return value.bitLength() <= (negative ? 63 : 64);
	}

	private record Member(String name, int from, int to) {
	}

}
