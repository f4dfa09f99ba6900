package ai.memoturn.client.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * What a {@link ScriptedServer} does once it has read a request. The connection is kept
 * for the next request if the reply leaves it open.
 */
@FunctionalInterface
public interface Reply {

	void play(Socket socket) throws IOException, InterruptedException;

	static Reply json(int status, String body) {
		return of(status, "application/json", body);
	}

	static Reply of(int status, String contentType, String body, String... headers) {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		return bytes(status, contentType, bytes, headers);
	}

	static Reply gzip(int status, byte[] body) {
		ByteArrayOutputStream compressed = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
			gzip.write(body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes(status, "application/json", compressed.toByteArray(), "Content-Encoding: gzip");
	}

	static Reply bytes(int status, String contentType, byte[] body, String... headers) {
		StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
		if (!contentType.isEmpty()) {
			head.append("Content-Type: ").append(contentType).append("\r\n");
		}
		for (String header : headers) {
			head.append(header).append("\r\n");
		}
		if (status != 204) {
			head.append("Content-Length: ").append(body.length).append("\r\n");
		}
		head.append("\r\n");
		return (socket) -> {
			socket.getOutputStream().write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().write(body);
			socket.getOutputStream().flush();
		};
	}

	/** Write exactly this. */
	static Reply raw(String text) {
		return (socket) -> {
			socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			socket.getOutputStream().flush();
		};
	}

	/** Say nothing until the client goes away. */
	static Reply silence() {
		return (socket) -> {
			while (socket.getInputStream().read() >= 0) {
				// Ignore what may still come
			}
		};
	}

	/** Close in the orderly way. */
	static Reply close() {
		return Socket::close;
	}

	/** Tear the connection down. */
	static Reply reset() {
		return (socket) -> {
			socket.setSoLinger(true, 0);
			socket.close();
		};
	}

	/** End our half of the connection and wait for the client to end its own. */
	static Reply halfClose() {
		return (socket) -> {
			socket.shutdownOutput();
			silence().play(socket);
		};
	}

	/** Write one character at a time for as long as somebody listens. */
	static Reply drip(String head) {
		return (socket) -> {
			raw(head).play(socket);
			while (true) {
				raw(" ").play(socket);
				Thread.sleep(20);
			}
		};
	}

	default Reply then(Reply next) {
		return (socket) -> {
			play(socket);
			next.play(socket);
		};
	}

}
