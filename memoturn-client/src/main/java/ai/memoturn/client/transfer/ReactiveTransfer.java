package ai.memoturn.client.transfer;

import java.nio.file.Path;

import ai.memoturn.client.error.MemoturnException;
import ai.memoturn.client.operation.Checks;
import ai.memoturn.client.operation.Transport;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Export and import that wait for nothing but the file, on threads that may. Not API:
 * applications use the methods of {@code ReactiveMemoryProfile}.
 */
public final class ReactiveTransfer {

	private final Transport transport;

	private final TransferOperations operations;

	/**
	 * Create a transfer.
	 * @param transport sends the calls
	 * @param operations the calls on one branch of a profile
	 */
	public ReactiveTransfer(Transport transport, TransferOperations operations) {
		this.transport = transport;
		this.operations = operations;
	}

	/**
	 * Write the branch into a file.
	 * @param file the file, which must not exist
	 * @return what was written
	 */
	public Mono<TransferSummary> exportTo(Path file) {
		Mono<TransferOperations> forked = Mono.defer(() -> {
			LineWriter.requireAbsent(file);
			TransferOperations fork = this.operations.onFork();
			return this.transport.send(() -> this.operations.fork(fork)).thenReturn(fork);
		}).subscribeOn(Schedulers.boundedElastic());
		return Mono.usingWhen(forked, (fork) -> write(fork, file), this::delete);
	}

	private Mono<TransferSummary> write(TransferOperations fork, Path file) {
		Flux<TransferOperations.ExportAnswer> pages = this.transport.send(() -> fork.export(null))
			.expand((page) -> (page.next() != null) ? this.transport.send(() -> fork.export(page.next()))
					: Mono.empty());
		return Mono
			.using(() -> LineWriter.create(file),
					(out) -> pages.publishOn(Schedulers.boundedElastic(), 1)
						.doOnNext(out::write)
						.then(Mono.fromCallable(out::complete)),
					LineWriter::close)
			.subscribeOn(Schedulers.boundedElastic());
	}

	// Its time to live ends it if this fails; what the export itself came to counts.
	private Mono<Void> delete(TransferOperations fork) {
		return this.transport.send(() -> this.operations.deleteFork(fork))
			.onErrorComplete(MemoturnException.class)
			.then();
	}

	/**
	 * Store what a file holds in the branch, after a check of all of it.
	 * @param file the file
	 * @return what was stored
	 */
	public Mono<TransferSummary> importFrom(Path file) {
		return Mono.defer(() -> check(Checks.notNull("file", file))).then(Mono.defer(() -> store(file)));
	}

	private Mono<Void> check(Path file) {
		Passage passage = new Passage();
		return pages(file)
			.concatMap((page) -> this.transport.send(() -> this.operations.check(passage.next(page)))
				.doOnNext(passage::passed)
				.thenReturn(page.next() - 1), 1)
			.last(0L)
			.doOnNext(passage::end)
			.then();
	}

	private Mono<TransferSummary> store(Path file) {
		Passage passage = new Passage();
		return pages(file)
			.concatMap((page) -> this.transport
				.send(() -> this.operations.importLines(passage.next(page), passage.progress.stored()))
				.doOnNext(passage::passed), 1)
			.then(Mono.fromSupplier(() -> passage.progress.summary()))
			.onErrorResume((failure) -> {
				Long txid = passage.firstTxid;
				return (txid != null) ? undo(txid, failure) : Mono.error(failure);
			});
	}

	private Mono<TransferSummary> undo(long txid, Throwable failure) {
		return this.transport.send(() -> this.operations.rewind(txid)).onErrorResume((ex) -> {
			failure.addSuppressed(ex);
			return Mono.empty();
		}).then(Mono.error(failure));
	}

	private static Flux<LinePage> pages(Path file) {
		return Flux.<LinePage, LineReader>generate(() -> LineReader.open(file), (in, sink) -> {
			LinePage page = in.next();
			if (page != null) {
				sink.next(page);
			}
			else {
				sink.complete();
			}
			return in;
		}, LineReader::close).subscribeOn(Schedulers.boundedElastic());
	}

	/**
	 * One way through the file, page after page, on whichever threads.
	 */
	private static final class Passage {

		private volatile ImportProgress progress = ImportProgress.NONE;

		/** Of the header, which changes nothing. */
		private volatile @Nullable Long firstTxid;

		LinePage next(LinePage page) {
			return this.progress.checked(page);
		}

		void passed(TransferOperations.ImportAnswer answer) {
			this.progress = this.progress.plus(answer);
			if (this.firstTxid == null) {
				this.firstTxid = answer.txid();
			}
		}

		void end(long lastLine) {
			this.progress.requireComplete(lastLine);
		}

	}

}
