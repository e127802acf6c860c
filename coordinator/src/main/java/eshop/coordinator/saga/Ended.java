package eshop.coordinator.saga;

/** The run is over; whether the saga is too, its status says. */
record Ended() implements SagaState {}
