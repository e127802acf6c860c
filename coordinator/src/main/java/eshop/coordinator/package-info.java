/**
 * The embedded transaction manager: dtm's wire and dtm's tables, so that either can take over from
 * the other.
 */
package eshop.coordinator;
