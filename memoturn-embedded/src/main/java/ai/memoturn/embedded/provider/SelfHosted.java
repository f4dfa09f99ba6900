package ai.memoturn.embedded.provider;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells from the name of a host alone whether it is in the hands of those who run the
 * node (protocol, security and governance, 3.4). Nothing is resolved: what a name points
 * to may change.
 */
final class SelfHosted {

	/** Without leading zeros, which some resolvers take for octal. */
	private static final String BYTE = "(0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";

	private static final Pattern IPV4 = Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);

	/** Some resolvers take a lone number, decimal or hexadecimal, for an address. */
	private static final Pattern NUMBER = Pattern.compile("\\d+|0x[0-9a-f]*");

	private SelfHosted() {
	}

	/**
	 * Return the one form of a host: in lower case, an IPv6 address without brackets.
	 */
	static String normalize(String host) {
		String name = host.strip().toLowerCase(Locale.ROOT);
		return (name.startsWith("[") && name.endsWith("]")) ? name.substring(1, name.length() - 1) : name;
	}

	static boolean test(String host, Set<String> listed) {
		if (listed.contains(host) || host.equals("localhost")) {
			return true;
		}
		if (host.contains(":")) {
			return host.equals("::1") || host.equals("0:0:0:0:0:0:0:1");
		}
		Matcher ipv4 = IPV4.matcher(host);
		if (ipv4.matches()) {
			return isOwnNetwork(Integer.parseInt(ipv4.group(1)), Integer.parseInt(ipv4.group(2)));
		}
		return host.endsWith(".svc.cluster.local") || host.endsWith(".internal")
				|| (!host.contains(".") && !NUMBER.matcher(host).matches());
	}

	/**
	 * Loopback, private (RFC 1918) and link-local addresses, by their first two bytes.
	 */
	private static boolean isOwnNetwork(int first, int second) {
		return first == 127 || first == 10 || (first == 172 && second >= 16 && second <= 31)
				|| (first == 192 && second == 168) || (first == 169 && second == 254);
	}

}
