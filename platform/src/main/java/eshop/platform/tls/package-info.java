/** TLS by configuration: PEM files, checked at the start. */
package eshop.platform.tls;
