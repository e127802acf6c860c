/** A real MariaDB out of a jar. */
package eshop.mariadb;
