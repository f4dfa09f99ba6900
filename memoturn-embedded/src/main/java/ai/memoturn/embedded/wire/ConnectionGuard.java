package ai.memoturn.embedded.wire;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;
import reactor.netty.channel.ChannelOperations;

/**
 * Closes connections that trickle or idle. A request's own budget begins when its head is
 * complete; this watches the time before, and the rest of a body that was answered
 * already.
 */
final class ConnectionGuard {

	private static final Duration IDLE = Duration.ofSeconds(75);

	/** How long the rest of an answered request may take to arrive, beyond its budget. */
	private static final Duration GRACE = Duration.ofSeconds(5);

	private static final byte[] TIMED_OUT = "HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private final long budget;

	private Phase phase = Phase.IDLE;

	private long since = System.nanoTime();

	private ConnectionGuard(Duration requestTimeout) {
		this.budget = requestTimeout.toNanos();
	}

	/**
	 * Watch a new connection.
	 * @param pipeline the connection's handlers, the HTTP codec among them
	 * @param requestTimeout the budget of a request
	 */
	static void install(ChannelPipeline pipeline, Duration requestTimeout) {
		ConnectionGuard guard = new ConnectionGuard(requestTimeout);
		pipeline.addBefore(NettyPipeline.HttpCodec, "memoturn.guard.bytes", guard.new Bytes());
		pipeline.addAfter(NettyPipeline.HttpCodec, "memoturn.guard.messages", guard.new Messages());
	}

	private void enter(Phase next) {
		this.phase = next;
		this.since = System.nanoTime();
	}

	private void tick(ChannelHandlerContext context) {
		long elapsed = System.nanoTime() - this.since;
		boolean answering = ChannelOperations.get(context.channel()) != null;
		switch (this.phase) {
			case IDLE -> {
				if (answering) {
					enter(Phase.IDLE);
				}
				else if (elapsed > IDLE.toNanos()) {
					context.close();
				}
			}
			case HEAD -> {
				if (elapsed > this.budget) {
					if (answering) {
						context.close();
					}
					else {
						context.writeAndFlush(Unpooled.wrappedBuffer(TIMED_OUT))
							.addListener(ChannelFutureListener.CLOSE);
					}
				}
			}
			case BODY -> {
				if (elapsed > this.budget + GRACE.toNanos()) {
					context.close();
				}
			}
		}
	}

	private enum Phase {

		IDLE, HEAD, BODY

	}

	/** Sees bytes before the codec does. */
	private final class Bytes extends ChannelInboundHandlerAdapter {

		private @Nullable Future<?> ticker;

		@Override
		public void handlerAdded(ChannelHandlerContext context) {
			long interval = Math.max(50, Math.min(1000, ConnectionGuard.this.budget / 8_000_000));
			this.ticker = context.executor()
				.scheduleWithFixedDelay(() -> tick(context), interval, interval, TimeUnit.MILLISECONDS);
		}

		@Override
		public void handlerRemoved(ChannelHandlerContext context) {
			if (this.ticker != null) {
				this.ticker.cancel(false);
			}
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (ConnectionGuard.this.phase == Phase.IDLE) {
				enter(Phase.HEAD);
			}
			context.fireChannelRead(message);
		}

	}

	/** Sees what the codec made of them. */
	private final class Messages extends ChannelInboundHandlerAdapter {

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof HttpObject object
					&& object.decoderResult().cause() instanceof PrematureChannelClosureException) {
				// The client went away; the server would warn of it as of a bad request.
				ReferenceCountUtil.release(message);
				return;
			}
			if (message instanceof HttpRequest) {
				enter(Phase.BODY);
			}
			if (message instanceof LastHttpContent) {
				enter(Phase.IDLE);
			}
			context.fireChannelRead(message);
		}

	}

}
