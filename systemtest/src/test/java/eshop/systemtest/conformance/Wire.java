package eshop.systemtest.conformance;

/** The two ways to hand a saga to a transaction manager, and to be called back as its branch. */
enum Wire {
  GRPC,
  HTTP
}
