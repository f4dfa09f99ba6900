package ai.memoturn.embedded.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A connection that sends exactly the bytes it is given, and reads answers. Every wait
 * ends after twenty seconds.
 */
public final class RawConnection implements AutoCloseable {

	private static final int LIMIT_MILLIS = 20_000;

	private final Socket socket;

	private final InputStream in;

	private final int port;

	public RawConnection(URI url) {
		this(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
	}

	public RawConnection(InetSocketAddress address) {
		try {
			this.port = address.getPort();
			this.socket = new Socket();
			this.socket.connect(address, LIMIT_MILLIS);
			this.socket.setSoTimeout(LIMIT_MILLIS);
			this.socket.setTcpNoDelay(true);
			this.in = new BufferedInputStream(this.socket.getInputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Send one request on a connection of its own.
	 * @param address where to
	 * @param text the request, with {@code \n} for line ends and without a {@code Host}
	 * @return the answer
	 */
	public static Answer exchange(InetSocketAddress address, String text) {
		try (RawConnection connection = new RawConnection(address)) {
			return connection.request(text).answer();
		}
	}

	/**
	 * Send a request after adding {@code Host} and, where there is a body, its length.
	 * @param text request line and headers, then an empty line and the body if any
	 * @return this connection
	 */
	public RawConnection request(String text) {
		int split = text.indexOf("\n\n");
		String head = (split < 0) ? text : text.substring(0, split);
		byte[] body = ((split < 0) ? "" : text.substring(split + 2)).getBytes(StandardCharsets.UTF_8);
		int line = head.indexOf('\n');
		String first = (line < 0) ? head : head.substring(0, line);
		String rest = (line < 0) ? "" : head.substring(line);
		String length = (split < 0) ? "" : "\nContent-Length: " + body.length;
		send((first + "\nHost: 127.0.0.1:" + this.port + rest + length + "\n\n").replace("\n", "\r\n"));
		return send(body);
	}

	public RawConnection send(String bytes) {
		return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
	}

	public RawConnection send(byte[] bytes) {
		try {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Say that nothing more will be sent. */
	public RawConnection finishSending() {
		try {
			this.socket.shutdownOutput();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Read the answer to a request other than {@code HEAD}. */
	public Answer answer() {
		return answer(true);
	}

	/** Read the answer to a {@code HEAD} request. */
	public Answer answerWithoutBody() {
		return answer(false);
	}

	/**
	 * Read the answer to what may not be a request.
	 * @return the answer, or {@code null} if the connection was closed without one
	 */
	public @Nullable Answer answerOrClose() {
		try {
			return answer(true);
		}
		catch (UncheckedIOException ex) {
			if (ex.getCause() instanceof EOFException || ex.getCause() instanceof SocketException) {
				return null;
			}
			throw ex;
		}
	}

	private Answer answer(boolean withBody) {
		try {
			String[] statusLine = line().split(" ", 3);
			Map<String, List<String>> headers = new TreeMap<>();
			for (String line = line(); !line.isEmpty(); line = line()) {
				int colon = line.indexOf(':');
				headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
					.add(line.substring(colon + 1).strip());
			}
			int status = Integer.parseInt(statusLine[1]);
			String length = headers.getOrDefault("content-length", List.of("0")).get(0);
			byte[] body = (withBody && status != 204) ? this.in.readNBytes(Integer.parseInt(length)) : new byte[0];
			return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String line() throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		for (int b = this.in.read(); b != '\n'; b = this.in.read()) {
			if (b < 0) {
				throw new EOFException("connection closed after '" + line + "'");
			}
			if (b != '\r') {
				line.write(b);
			}
		}
		return line.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Wait until the peer has closed the connection; what it sent until then is dropped.
	 */
	public boolean isClosedByPeer() {
		try {
			this.in.transferTo(OutputStream.nullOutputStream());
			return true;
		}
		catch (SocketException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status the status code
	 * @param headers the headers, names in lower case
	 * @param body the body as text
	 */
	public record Answer(int status, Map<String, List<String>> headers, String body) {

		/** The only value of a header, or the empty string. */
		public String header(String name) {
			List<String> values = this.headers.getOrDefault(name, List.of(""));
			if (values.size() != 1) {
				throw new AssertionError(name + " was sent " + values.size() + " times");
			}
			return values.get(0);
		}

	}

}
