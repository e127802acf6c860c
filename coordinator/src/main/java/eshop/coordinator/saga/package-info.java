/**
 * What a saga does next, as pure code: no clock, no thread, no network, no SQL. Time comes in with
 * the events, and what is to be done goes out as commands, so that a test can drive thousands of
 * sagas through every crash in seconds.
 */
package eshop.coordinator.saga;
