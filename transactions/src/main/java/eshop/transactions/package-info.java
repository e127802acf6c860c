/**
 * Database transactions of several statements on connections with autocommit off, in as few round
 * trips as can be. Below {@code saga} and {@code coordinator}, which must not know each other.
 */
package eshop.transactions;
