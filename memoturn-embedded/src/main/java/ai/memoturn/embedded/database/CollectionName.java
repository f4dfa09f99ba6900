package ai.memoturn.embedded.database;

import java.util.Locale;
import java.util.regex.Pattern;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;

/**
 * What a collection of documents or vectors may be called, and which names mean the same:
 * the protocol's collections are tables, so case does not count, and {@code -} is
 * {@code _}.
 */
public final class CollectionName {

	private static final Pattern RULE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

	private CollectionName() {
	}

	/**
	 * Check a name and return the one that stands for all that mean the same.
	 * @param name the name that was sent
	 * @return 1 to 64 of {@code a-z}, {@code 0-9} and {@code _}
	 * @throws Fault {@code invalid_request} if it breaks the rule
	 */
	public static String check(String name) {
		if (!RULE.matcher(name).matches()) {
			String shown = (name.length() <= 64) ? name : name.substring(0, 64) + "…";
			throw new Fault(FaultCode.INVALID_REQUEST,
					"invalid collection name: " + shown + "; use 1 to 64 letters of A-Z and a-z, digits, '_' and '-'");
		}
		return name.toLowerCase(Locale.ROOT).replace('-', '_');
	}

}
