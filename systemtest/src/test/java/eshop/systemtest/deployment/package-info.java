/**
 * Keeps the files of the production shape true: docker-compose.yml, deploy/, conf/, sql/users.sql
 * and the workflows name keys, ports, hosts, verticles, volumes, secrets and files of each other
 * and of the node, and nothing but these tests would say when one of them has moved. Nothing is
 * started.
 */
package eshop.systemtest.deployment;
