package ai.memoturn.embedded.wire;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import ai.memoturn.embedded.fault.FaultCode;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages away from a node that listens on loopback: a page that resolves its own
 * name to this machine carries that name as {@code Host}, one that posts here from
 * elsewhere carries its {@code Origin}.
 */
final class HostPolicy {

	private final Set<String> allowed;

	HostPolicy(Collection<String> allowedHosts) {
		this.allowed = allowedHosts.stream().map((host) -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
	}

	/**
	 * Check whom a request is addressed to.
	 * @param headers the request's headers
	 * @return a refusal, or {@code null} if the request may go on
	 */
	@Nullable Reply checkHost(HttpHeaders headers) {
		List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
		if (hosts.size() != 1) {
			return Failures.invalid("exactly one Host header is required").closing();
		}
		if (!isAllowed(hosts.get(0))) {
			return Reply.error(421, FaultCode.FORBIDDEN,
					"this node does not answer for that Host; loopback names are served, others must be listed in "
							+ "MEMOTURN_ALLOWED_HOSTS (embedded: allowedHosts)");
		}
		return null;
	}

	/**
	 * Check where a request comes from. The node serves no pages, so a browser has reason
	 * to send it an {@code Origin} only from elsewhere.
	 * @param headers the request's headers, with a host that was checked
	 * @return a refusal, or {@code null} if the request may go on
	 */
	@Nullable Reply checkOrigin(HttpHeaders headers) {
		String host = headers.get(HttpHeaderNames.HOST);
		for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
			if (!origin.equalsIgnoreCase("http://" + host) && !origin.equalsIgnoreCase("https://" + host)) {
				return Reply.error(403, FaultCode.FORBIDDEN, "requests from another origin are refused");
			}
		}
		return null;
	}

	private boolean isAllowed(String authority) {
		String host = hostOf(authority);
		return host != null && (isLoopback(host) || this.allowed.contains(host));
	}

	static boolean isLoopback(String host) {
		if (host.equals("localhost")) {
			return true;
		}
		byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
		if (address == null) {
			return false;
		}
		if (address.length == 4) {
			return address[0] == 127;
		}
		for (int i = 0; i < address.length - 1; i++) {
			if (address[i] != 0) {
				return false;
			}
		}
		return address[address.length - 1] == 1;
	}

	/**
	 * The host of {@code host[:port]} in lower case and without brackets, if it is one.
	 */
	private static @Nullable String hostOf(String authority) {
		int portColon = authority.startsWith("[") ? authority.indexOf(':', authority.indexOf(']') + 1)
				: authority.indexOf(':');
		String host = (portColon < 0) ? authority : authority.substring(0, portColon);
		if (portColon >= 0 && !authority.substring(portColon + 1).chars().allMatch((c) -> c >= '0' && c <= '9')) {
			return null;
		}
		if (host.startsWith("[")) {
			if (!host.endsWith("]")) {
				return null;
			}
			host = host.substring(1, host.length() - 1);
		}
		return host.toLowerCase(Locale.ROOT);
	}

}
