package ai.memoturn.embedded.store;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the branches of a store share.
 *
 * @param options how the store behaves
 * @param directory where the files lie
 * @param catalogue what there is
 * @param modules what belongs to every branch
 * @param nanoTime measures for how long a branch is not used
 * @param clock tells when something happened
 * @param forks makes the file of a fork at its first use
 * @param rotation asks for the log of a branch to be moved into its history
 * @param watch stops statements of users whose time is over
 * @param step run after each step of a change to files, from where tests take the process
 * down
 */
record BranchContext(StoreOptions options, DataDirectory directory, Catalogue catalogue,
		List<BranchModule<?, ?>> modules, LongSupplier nanoTime, InstantSource clock, Consumer<BranchRow> forks,
		Consumer<OpenBranch> rotation, OverdueWatch watch, Runnable step) {
}
