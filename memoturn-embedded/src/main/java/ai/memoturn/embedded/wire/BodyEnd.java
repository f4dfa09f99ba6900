package ai.memoturn.embedded.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.NettyPipeline;

/**
 * Remembers whether the request that is being served has arrived to its end. The body's
 * publisher does not tell: it also completes when the server gives a request up, for
 * example on a bad chunk, and half a body must not be taken for a whole one.
 */
final class BodyEnd extends ChannelInboundHandlerAdapter {

	private boolean reached;

	static void install(ChannelPipeline pipeline) {
		// Behind the handler that holds pipelined requests back until their turn.
		pipeline.addAfter(NettyPipeline.HttpTrafficHandler, "memoturn.body.end", new BodyEnd());
	}

	/**
	 * Return whether the request that is being served is complete.
	 * @param channel its connection
	 * @return whether its last byte has come
	 */
	static boolean isReached(Channel channel) {
		BodyEnd end = channel.pipeline().get(BodyEnd.class);
		return end != null && end.reached;
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (message instanceof HttpRequest) {
			this.reached = false;
		}
		if (message instanceof LastHttpContent) {
			this.reached = true;
		}
		context.fireChannelRead(message);
	}

}
