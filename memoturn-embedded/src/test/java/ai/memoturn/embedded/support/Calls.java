package ai.memoturn.embedded.support;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

import ai.memoturn.embedded.support.RawConnection.Answer;

/**
 * Requests to a node, each on a connection of its own.
 *
 * @param address where the node listens
 */
public record Calls(InetSocketAddress address) {

	public Calls(URI url) {
		this(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
	}

	/**
	 * Send a request without a body.
	 * @param method the method
	 * @param target path and query
	 * @param headers {@code Name: value} each
	 * @return the answer
	 */
	public Answer call(String method, String target, String... headers) {
		return RawConnection.exchange(this.address, head(method, target, headers));
	}

	/**
	 * Send a JSON body.
	 * @param target path and query
	 * @param body the body
	 * @param headers {@code Name: value} each
	 * @return the answer
	 */
	public Answer post(String target, String body, String... headers) {
		return RawConnection.exchange(this.address,
				head("POST", target, headers) + "\nContent-Type: application/json\n\n" + body);
	}

	/**
	 * Put text under a key, without saying what it is.
	 * @param target path and query
	 * @param body the body
	 * @param headers {@code Name: value} each
	 * @return the answer
	 */
	public Answer put(String target, String body, String... headers) {
		return RawConnection.exchange(this.address, head("PUT", target, headers) + "\n\n" + body);
	}

	private static String head(String method, String target, String... headers) {
		StringBuilder head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1");
		for (String header : headers) {
			head.append('\n').append(header);
		}
		return head.toString();
	}

}
