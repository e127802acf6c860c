/** What tests of several modules share. */
package eshop.testkit;
