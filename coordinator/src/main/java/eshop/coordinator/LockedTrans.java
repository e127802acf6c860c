package eshop.coordinator;

/**
 * A transaction that the caller may run now.
 *
 * @param trans as stored, with the new owner and lease
 * @param exact true if nobody had started a run since the branch states were written: the owner
 *     before the lock was empty. Otherwise some run may have called actions that the states do not
 *     show.
 */
public record LockedTrans(Trans trans, boolean exact) {}
