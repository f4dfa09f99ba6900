package ai.memoturn.client.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A server on a loopback socket that answers, or misbehaves, as a test tells it.
 */
public final class ScriptedServer implements AutoCloseable {

	private final ServerSocket socket;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "scripted-server");
		thread.setDaemon(true);
		return thread;
	});

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connections = new AtomicInteger();

	private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

	private volatile Function<ReceivedRequest, Reply> script;

	private volatile @Nullable Reply onConnect;

	private volatile boolean recording = true;

	public ScriptedServer(Reply reply) {
		this.script = (request) -> reply;
		try {
			this.socket = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.threads.execute(this::accept);
	}

	public void reply(Reply reply) {
		this.script = (request) -> reply;
	}

	public void answer(Function<ReceivedRequest, Reply> script) {
		this.script = script;
	}

	/**
	 * Do this to a connection instead of reading from it.
	 * @param reply what to do
	 */
	public void onConnect(Reply reply) {
		this.onConnect = reply;
	}

	/** Keep no requests, for tests that send very many. */
	public void forgetRequests() {
		this.recording = false;
	}

	public URI url() {
		return URI.create("http://127.0.0.1:" + this.socket.getLocalPort());
	}

	public int connections() {
		return this.connections.get();
	}

	public int openConnections() {
		return this.open.size();
	}

	public List<ReceivedRequest> requests() {
		return this.requests;
	}

	public ReceivedRequest lastRequest() {
		return this.requests.get(this.requests.size() - 1);
	}

	/**
	 * Wait for something that another thread brings about.
	 * @param what says it for the failure
	 * @param condition the condition
	 */
	public static void await(String what, BooleanSupplier condition) {
		long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("Not within 30 seconds: " + what);
			}
			try {
				Thread.sleep(5);
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
			for (Socket connection : this.open) {
				connection.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.threads.shutdownNow();
		}
	}

	private void accept() {
		while (!this.socket.isClosed()) {
			try {
				Socket connection = this.socket.accept();
				connection.setTcpNoDelay(true);
				this.open.add(connection);
				this.connections.incrementAndGet();
				this.threads.execute(() -> serve(connection));
			}
			catch (IOException ex) {
				// Closed, or a client that was gone before it was served.
			}
		}
	}

	private void serve(Socket connection) {
		try (connection) {
			Reply first = this.onConnect;
			if (first != null) {
				first.play(connection);
				return;
			}
			InputStream in = new BufferedInputStream(connection.getInputStream());
			ReceivedRequest request = read(in);
			while (request != null && !connection.isClosed()) {
				if (this.recording) {
					this.requests.add(request);
				}
				this.script.apply(request).play(connection);
				request = connection.isClosed() ? null : read(in);
			}
		}
		catch (IOException | InterruptedException ex) {
			// The client went away, or the test is over.
		}
		finally {
			this.open.remove(connection);
		}
	}

	private static @Nullable ReceivedRequest read(InputStream in) throws IOException {
		List<String> head = new ArrayList<>();
		String line = readLine(in);
		while (line != null && !line.isEmpty()) {
			head.add(line);
			line = readLine(in);
		}
		if (line == null || head.isEmpty()) {
			return null;
		}
		Map<String, List<String>> headers = new HashMap<>();
		for (String header : head.subList(1, head.size())) {
			int colon = header.indexOf(':');
			headers.computeIfAbsent(header.substring(0, colon).toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
				.add(header.substring(colon + 1).strip());
		}
		int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0));
		byte[] body = in.readNBytes(length);
		String[] start = head.get(0).split(" ");
		return new ReceivedRequest(start[0], start[1], headers, new String(body, StandardCharsets.UTF_8));
	}

	private static @Nullable String readLine(InputStream in) throws IOException {
		ByteArrayOutputStream line = new ByteArrayOutputStream();
		int b = in.read();
		while (b >= 0 && b != '\n') {
			if (b != '\r') {
				line.write(b);
			}
			b = in.read();
		}
		return (b < 0) ? null : line.toString(StandardCharsets.ISO_8859_1);
	}

}
