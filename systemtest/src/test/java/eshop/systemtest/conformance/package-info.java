/**
 * What a transaction manager owes its clients and its branches, when sagas are concerned: a
 * black-box suite that knows nothing but two addresses. Both engines have to pass it, so that one
 * can stand in for the other.
 *
 * <p>Without more it runs on the embedded coordinator. On a real dtm (default configuration, any
 * store, running beforehand; everything else in that dtm is left alone, except that its retries
 * more than 50,000 seconds away are brought forward):
 *
 * <pre>{@code
 * mvn -pl systemtest -am test -Dtest='eshop.systemtest.conformance.*Test' \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Ddtm.grpc=127.0.0.1:36790 -Ddtm.http=127.0.0.1:36789
 * }</pre>
 *
 * <p>The branches are called back at 127.0.0.1, so the dtm has to run on this machine. Where dtm
 * and its documentation disagree, the tests follow what dtm does.
 *
 * <p>Time is never slept away: a retry is fired through dtm's own resetNextCronTime, and every wait
 * is for a state, with a deadline. Scenarios run beside each other, each on its own gid; what a
 * scenario leaves unfinished is stopped by force when it ends.
 */
package eshop.systemtest.conformance;
