package eshop.pay;

/**
 * The payment of one order as it is stored.
 *
 * @param amount in cents
 * @param status 1 wait, 2 paid, 3 refunded, 4 cancelled
 */
record Payment(String orderId, long userId, long amount, int status) {}
