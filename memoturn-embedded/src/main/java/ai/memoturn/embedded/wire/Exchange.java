package ai.memoturn.embedded.wire;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import ai.memoturn.embedded.fault.Fault;
import ai.memoturn.embedded.fault.FaultCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;

/**
 * One routed request on its way: a slot, then the body, then a worker, all within the
 * request's budget. Everything but the handler runs on the connection's event loop, so
 * the state needs no lock.
 */
final class Exchange {

	private final Limits limits;

	private final Admission admission;

	private final HttpServerRequest http;

	private final Request request;

	private final Channel channel;

	private final MonoSink<Reply> answer;

	private final Runnable onSlot = this::slotFreed;

	private final BodyBuffer body;

	private final Future<?> deadline;

	private @Nullable BodySubscriber bodySubscriber;

	private boolean holdsSlot;

	private boolean bodyComplete;

	/** Whether a worker runs for it, which gives the slot back when it is done. */
	private boolean working;

	/** Read by the worker before it begins; set on the event loop. */
	private volatile boolean over;

	private Exchange(Limits limits, Admission admission, HttpServerRequest http, Request request, Channel channel,
			MonoSink<Reply> answer) {
		this.limits = limits;
		this.admission = admission;
		this.http = http;
		this.request = request;
		this.channel = channel;
		this.answer = answer;
		this.body = limits.newBody(request.route().limit());
		this.deadline = channel.eventLoop()
			.schedule(this::timeOut, limits.options().requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Begin, on the event loop.
	 * @param limits what the node bears
	 * @param admission decides whether the request is served
	 * @param http the request as the server has it
	 * @param request the same, routed
	 * @param channel the connection
	 * @param answer takes the answer
	 */
	static void start(Limits limits, Admission admission, HttpServerRequest http, Request request, Channel channel,
			MonoSink<Reply> answer) {
		Exchange exchange = new Exchange(limits, admission, http, request, channel, answer);
		// The connection is gone: nobody waits for the answer any more.
		answer.onCancel(() -> exchange.onLoop(exchange::end));
		if (limits.inFlight().acquire(exchange.onSlot)) {
			exchange.proceed();
		}
	}

	private void slotFreed() {
		// On another connection's event loop, or a worker.
		onLoop(this::proceed);
	}

	private void proceed() {
		this.holdsSlot = true;
		if (this.over) {
			releaseSlot();
		}
		else if (this.request.isQuicklyAuthorized()) {
			admitted(this.admission.check(this.request));
		}
		else {
			execute(false, () -> {
				Reply refusal = this.over ? null : this.admission.check(this.request);
				onLoop(() -> {
					this.working = false;
					if (this.over) {
						releaseSlot();
					}
					else {
						admitted(refusal);
					}
				});
			});
		}
	}

	private void admitted(@Nullable Reply refusal) {
		if (refusal != null) {
			finish(refusal);
		}
		else if (this.request.route().body() == Route.Body.NONE) {
			dispatch();
		}
		else {
			this.bodySubscriber = new BodySubscriber();
			this.http.receive().subscribe(this.bodySubscriber);
		}
	}

	private void execute(boolean write, Runnable work) {
		try {
			this.working = true;
			this.limits.workers().execute(write, work);
		}
		catch (RejectedExecutionException ex) {
			this.working = false;
			this.body.release();
			releaseSlot();
			finish(Failures.reply(new Fault(FaultCode.UNAVAILABLE, "the node is shutting down")));
		}
	}

	private void dispatch() {
		this.bodyComplete = true;
		this.request.body(this.body.bytes(), this.body.size());
		execute(this.request.route().write(), this::work);
	}

	/** On a worker thread, which holds the slot until it is done. */
	private void work() {
		Reply reply = null;
		try {
			if (!this.over) {
				reply = this.request.route().handler().handle(this.request);
			}
		}
		catch (Throwable ex) {
			reply = Failures.reply(ex, this.request.route());
		}
		Reply result = reply;
		onLoop(() -> {
			this.working = false;
			this.body.release();
			releaseSlot();
			if (result != null) {
				finish(result);
			}
		});
	}

	private void timeOut() {
		Reply reply = Reply.empty(408);
		// What is left of a body that did not come in time could be taken for a request.
		finish(this.bodyComplete ? reply : reply.closing());
	}

	private void finish(Reply reply) {
		if (!this.over) {
			boolean unread = !this.bodyComplete;
			end();
			if (unread && this.bodySubscriber != null) {
				this.bodySubscriber.discard();
			}
			this.answer.success(reply);
		}
	}

	/** Stop waiting for anything. A worker that runs already keeps its slot and body. */
	private void end() {
		if (this.over) {
			return;
		}
		this.over = true;
		this.deadline.cancel(false);
		if (!this.bodyComplete && !this.working) {
			this.body.release();
			if (this.holdsSlot) {
				releaseSlot();
			}
			else {
				this.limits.inFlight().abandon(this.onSlot);
			}
		}
	}

	private void onLoop(Runnable task) {
		this.channel.eventLoop().execute(task);
	}

	private void releaseSlot() {
		if (this.holdsSlot) {
			this.holdsSlot = false;
			this.limits.inFlight().release();
		}
	}

	private final class BodySubscriber extends BaseSubscriber<ByteBuf> {

		private boolean discarding;

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		protected void hookOnNext(ByteBuf piece) {
			if (this.discarding || Exchange.this.over) {
				return;
			}
			switch (Exchange.this.body.add(piece)) {
				case YES -> {
				}
				case OVER_LIMIT -> finish(Limits.tooLarge());
				case NO_ROOM -> finish(Failures.reply(
						new Fault(FaultCode.OVERLOADED, "too many large requests at the same time; try again later")));
			}
		}

		@Override
		protected void hookOnComplete() {
			if (this.discarding || Exchange.this.over) {
				return;
			}
			if (BodyEnd.isReached(Exchange.this.channel)) {
				dispatch();
			}
			else {
				end();
			}
		}

		@Override
		protected void hookOnError(Throwable failure) {
			// The connection broke or its framing did; the server has dealt with it.
			end();
		}

		/**
		 * Take the rest of the body off the wire, so that the client reads the answer.
		 */
		void discard() {
			this.discarding = true;
		}

	}

}
